import { useTranslation } from "react-i18next";
import { useLanguageName } from "#app/lib/language-name.ts";

interface Variant {
  readonly channel: string;
  readonly locale: string;
}

export interface VariantName {
  readonly channel: string;
  readonly language: string;
  /** Both in one: "WhatsApp, Dutch". */
  readonly whole: string;
}

/** Channel and language of a variant, in the member's own language. */
export function useVariantName(): (variant: Variant) => VariantName {
  const { t } = useTranslation("templates");
  const languageOf = useLanguageName();
  return ({ channel: id, locale }) => {
    const channel = t(`channel.${id}` as "channel.sms", { defaultValue: id });
    const language = languageOf(locale);
    return { channel, language, whole: `${channel}, ${language}` };
  };
}
