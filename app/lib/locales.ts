import { type MailLanguage, mailLanguages } from "#core/access/account-mail.ts";

/** Languages the product speaks. Add one: a folder beside app/locales/en and a line in core/access/account-mail.ts. */
export const locales = mailLanguages;
export type AppLocale = MailLanguage;

/** Each in its own words, for the language switch. */
export const localeNames: Record<AppLocale, string> = { en: "English", nl: "Nederlands" };

/** Dates and numbers: English with a 24-hour clock and the day first. */
export const formatLocales: Record<AppLocale, string> = { en: "en-GB", nl: "nl-NL" };

export const localeCookieName = "antiphon_locale";

export function isAppLocale(value: unknown): value is AppLocale {
  return locales.some((locale) => locale === value);
}

/** The first language of an Accept-Language header that we speak; weights are respected. */
export function preferredLocale(header: string | null): AppLocale | null {
  if (!header) return null;
  const wanted = header
    .split(",")
    .map((part) => {
      const [tag = "", ...params] = part.trim().split(";");
      const weight = params.map((param) => /^\s*q=([\d.]+)$/.exec(param)?.[1]).find(Boolean);
      return { tag: tag.toLowerCase(), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) {
    const base = tag.split("-")[0];
    if (isAppLocale(base)) return base;
  }
  return null;
}
