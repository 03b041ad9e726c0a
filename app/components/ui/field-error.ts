import { useTranslation } from "react-i18next";

/**
 * Form schemas answer with a key such as "auth:error.passwordShort"; the words come from the
 * catalogue. A plain sentence passes through unchanged.
 */
export function useFieldError(errors: readonly string[] | undefined): string | undefined {
  const { i18n } = useTranslation();
  const first = errors?.[0];
  if (first === undefined) return undefined;
  // The key comes from a schema at run time, so the typed `t` cannot know it.
  return i18n.exists(first) ? String(i18n.t(first as never)) : first;
}
