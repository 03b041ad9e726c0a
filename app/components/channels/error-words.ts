import { useTranslation } from "react-i18next";

/** Keys of the catalogue become words; sentences of an adapter's own check stay. */
export function useErrorWords(): (key: string) => string {
  const { i18n } = useTranslation();
  // The key comes from the server at run time, so the typed `t` cannot know it.
  return (key) => (i18n.exists(key) ? String(i18n.t(key as never)) : key);
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
