import { useSettings } from "./settings-context.ts";

/** The name of a language tag in the member's own language: "nl" is "Dutch". */
export function useLanguageName(): (tag: string) => string {
  const { locale } = useSettings();
  return (tag) => languageName(tag, locale);
}

export function languageName(tag: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: "language" }).of(tag) ?? tag;
  } catch {
    // What somebody imported need not be a tag.
    return tag;
  }
}
