import { useTranslation } from "react-i18next";

/** Keys of the catalogue become words; a field without words of its own gets the general ones. */
export function useErrorWords(): (key: string) => string {
  const { i18n, t } = useTranslation("channels");
  // The key comes from the server at run time, so the typed `t` cannot know it.
  return (key) => (i18n.exists(key) ? String(i18n.t(key as never)) : t("error.format"));
}

export function translated(
  errors: Readonly<Record<string, string | undefined>>,
  words: (key: string) => string,
): Record<string, string> {
  const pairs = Object.entries(errors).flatMap(([key, text]) =>
    text === undefined ? [] : [[key, words(text)] as const],
  );
  return Object.fromEntries(pairs);
}
