import type { RenderScope } from "../scope.ts";

/** Intl needs a valid tag; a person's odd locale falls back to English rather than failing their message. */
function safeLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? "en";
  } catch {
    return "en";
  }
}

const dateStyles = ["short", "medium", "long", "full"] as const;
type DateStyle = (typeof dateStyles)[number];

function asStyle(value: unknown): DateStyle {
  return dateStyles.find((style) => style === value) ?? "long";
}

function asInstant(value: unknown): Date | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const instant = new Date(value);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

/** `{{date departure}}`, `{{date departure "short"}}`: ISO text or epoch milliseconds → a date in the person's language and the workspace's zone. */
export function date(scope: RenderScope, value: unknown, style?: unknown): string {
  const instant = asInstant(value);
  if (!instant) return "";
  const format = { dateStyle: asStyle(style), timeZone: scope.zone } as const;
  return new Intl.DateTimeFormat(safeLocale(scope.locale), format).format(instant);
}

/** `{{time departure}}` → "14:05" in the workspace's zone. */
export function time(scope: RenderScope, value: unknown): string {
  const instant = asInstant(value);
  if (!instant) return "";
  const format = { timeStyle: "short", timeZone: scope.zone } as const;
  return new Intl.DateTimeFormat(safeLocale(scope.locale), format).format(instant);
}

function asNumber(value: unknown): number | null {
  if (typeof value !== "number" && typeof value !== "string") return null;
  if (typeof value === "string" && value.trim() === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** `{{money total "EUR"}}` → "€ 12,50" as the person's language writes it. An unknown currency code is printed after the number. */
export function money(scope: RenderScope, value: unknown, currency?: unknown): string {
  const amount = asNumber(value);
  if (amount === null) return "";
  const code = typeof currency === "string" ? currency.toUpperCase() : "EUR";
  const locale = safeLocale(scope.locale);
  if (!/^[A-Z]{3}$/.test(code)) return `${number(scope, amount)} ${code}`;
  return new Intl.NumberFormat(locale, { style: "currency", currency: code }).format(amount);
}

/** `{{number points}}` → with the language's separators. */
export function number(scope: RenderScope, value: unknown): string {
  const amount = asNumber(value);
  return amount === null ? "" : new Intl.NumberFormat(safeLocale(scope.locale)).format(amount);
}

/** `{{plural count "1 ticket" "# tickets"}}`: the first for one, the second (with # as the number) for others. */
export function plural(scope: RenderScope, value: unknown, one: unknown, other: unknown): string {
  const amount = asNumber(value);
  if (amount === null || typeof one !== "string" || typeof other !== "string") return "";
  const isOne = new Intl.PluralRules(safeLocale(scope.locale)).select(amount) === "one";
  return (isOne ? one : other).replaceAll("#", number(scope, amount));
}
