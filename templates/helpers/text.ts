import type { RenderScope } from "../scope.ts";

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return "";
}

/** `{{fallback firstName "there"}}`: the value, or the second when it is missing or blank. */
export function fallback(_scope: RenderScope, value: unknown, otherwise: unknown): string {
  const text = asText(value).trim();
  return text === "" ? asText(otherwise) : text;
}

export function upper(scope: RenderScope, value: unknown): string {
  return asText(value).toLocaleUpperCase(scope.locale);
}

export function lower(scope: RenderScope, value: unknown): string {
  return asText(value).toLocaleLowerCase(scope.locale);
}

export function capitalize(scope: RenderScope, value: unknown): string {
  const text = asText(value);
  const first = [...text][0] ?? "";
  return first.toLocaleUpperCase(scope.locale) + text.slice(first.length);
}

/** `{{truncate title 40}}` cuts after that many characters and adds an ellipsis. */
export function truncate(_scope: RenderScope, value: unknown, length: unknown): string {
  const characters = [...asText(value)];
  const limit = typeof length === "number" ? Math.max(1, Math.floor(length)) : 80;
  return characters.length <= limit
    ? characters.join("")
    : `${characters.slice(0, limit - 1).join("")}…`;
}

/** `{{join tags ", "}}` */
export function join(_scope: RenderScope, value: unknown, separator: unknown): string {
  return Array.isArray(value) ? value.map(asText).join(asText(separator) || ", ") : asText(value);
}

const safeSchemes = ["https:", "http:", "mailto:", "tel:"];

/** `{{url link}}`: the address if its scheme is harmless, else nothing (javascript:, data: …). */
export function url(_scope: RenderScope, value: unknown): string {
  const text = asText(value).trim();
  if (!URL.canParse(text)) return "";
  const parsed = new URL(text);
  return safeSchemes.includes(parsed.protocol) ? parsed.href : "";
}
