import type { MediaRef, ProviderTemplate } from "#core/message/message.ts";

type Part = Readonly<Record<string, unknown>>;

/** Parts without a variable are left out: naming them is refused (132000, 132018). */
export function encodeTemplate(template: ProviderTemplate, url: (media: MediaRef) => string): Part {
  const { header, body, buttons } = template;
  const components: Part[] = [];
  if (header) components.push({ type: "header", parameters: [headerParameter(header, url)] });
  if (body.length > 0) components.push({ type: "body", parameters: body.map(textParameter) });
  for (const button of buttons) components.push(buttonComponent(button));
  return {
    name: template.name,
    language: { code: template.language },
    ...(components.length > 0 ? { components } : {}),
  };
}

function headerParameter(
  header: NonNullable<ProviderTemplate["header"]>,
  url: (media: MediaRef) => string,
): Part {
  if ("text" in header) return textParameter(header.text);
  const { media } = header;
  const file = {
    link: url(media),
    ...(media.kind === "document" ? { filename: media.fileName } : {}),
  };
  return { type: media.kind, [media.kind]: file };
}

/**
 * A value may hold no line break, no tab and no more than four spaces in a row (132012), and an
 * empty one fails as well: it becomes a dash.
 */
export function flatten(value: string): string {
  const flat = value.replace(/\s+/g, " ").trim();
  return flat === "" ? "-" : flat;
}

const textParameter = (value: string): Part => ({ type: "text", text: flatten(value) });

function buttonComponent({ index, value, type }: ProviderTemplate["buttons"][number]): Part {
  const base = { type: "button", index: String(index) };
  return type === "reply"
    ? { ...base, sub_type: "quick_reply", parameters: [{ type: "payload", payload: value }] }
    : { ...base, sub_type: "url", parameters: [textParameter(value)] };
}
