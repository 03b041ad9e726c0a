import type { Purpose } from "#core/message/message.ts";
import { emptyVariant, type VariantContent } from "#core/template/variant.ts";

/** A template that ships: copied into a workspace, never used in place. */
export interface StarterTemplate {
  readonly id: string;
  readonly name: string;
  /** One sentence for the gallery. */
  readonly about: string;
  readonly purpose: Purpose;
  readonly defaultLocale: string;
  readonly fallbacks: Readonly<Record<string, string>>;
  readonly variants: readonly {
    readonly channel: string;
    readonly locale: string;
    readonly content: VariantContent;
  }[];
}

/** A chat variant in one language on several channels. */
export function chat(
  channels: readonly string[],
  locale: string,
  content: Partial<VariantContent> & Pick<VariantContent, "text">,
) {
  return channels.map((channel) => ({ channel, locale, content: { ...emptyVariant, ...content } }));
}

export function email(
  locale: string,
  content: { readonly subject: string; readonly text: string; readonly html: string },
) {
  return { channel: "email", locale, content: { ...emptyVariant, ...content } };
}

/** WhatsApp needs an approved template outside the service window: name, slots in order. */
export function whatsapp(
  locale: string,
  provider: { readonly name: string; readonly body: readonly string[] },
  content: Partial<VariantContent> & Pick<VariantContent, "text">,
) {
  const { name, body } = provider;
  const replies = (content.buttons ?? []).flatMap((button, index) =>
    button.type === "reply"
      ? [{ index, value: button.id, type: "reply" as const, title: button.title }]
      : [],
  );
  const approvedText = body.reduce(
    (words, slot, index) => words.replaceAll(slot, `{{${index + 1}}}`),
    content.text,
  );
  const approved = {
    ...{ name, language: locale, approvedText, body },
    ...{ headerMedia: null, buttons: replies },
  };
  return {
    channel: "whatsapp",
    locale,
    content: { ...emptyVariant, ...content, provider: approved },
  };
}
