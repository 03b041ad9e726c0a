import { z } from "zod";
import type { Button, MediaRef, MessageContent } from "../message/message.ts";
import { mediaKinds } from "../message/message.ts";

/**
 * What a marketer writes for one channel and locale. Every string is Handlebars; media is fixed.
 * Rendered field by field into a MessageContent: no JSON is ever templated.
 */
export interface VariantContent {
  readonly text: string;
  readonly media: MediaRef | null;
  readonly buttons: readonly Button[];
  /** E-mail only. */
  readonly subject: string | null;
  readonly html: string | null;
  /** Channels with provider-approved templates (WhatsApp): sent when the service window is closed. */
  readonly provider: ProviderVariant | null;
}

export interface ProviderVariant {
  readonly name: string;
  readonly language: string;
  /** The body as the provider approved it, placeholders and all; absent = not written down here. */
  readonly approvedText?: string | undefined;
  /** Handlebars for each body slot in order. */
  readonly body: readonly string[];
  readonly headerMedia: MediaRef | null;
  readonly buttons: readonly ProviderButton[];
}

export interface ProviderButton {
  readonly index: number;
  /** The changing end of a link, or what comes back when an answer button is pressed. */
  readonly value: string;
  readonly type?: "url" | "reply" | undefined;
  /** The words the provider approved for it: shown in previews only. */
  readonly title?: string | undefined;
}

const MediaRefSchema = z.strictObject({
  mediaId: z.string().min(1),
  kind: z.enum(mediaKinds),
  mimeType: z.string().max(100),
  fileName: z.string().max(255),
  bytes: z.number().int().min(0),
});

export const VariantContentSchema: z.ZodType<VariantContent> = z.strictObject({
  text: z.string().max(16_384),
  media: MediaRefSchema.nullable(),
  buttons: z
    .array(
      z.discriminatedUnion("type", [
        z.strictObject({
          type: z.literal("reply"),
          id: z.string().min(1).max(200),
          title: z.string().min(1).max(100),
        }),
        z.strictObject({
          type: z.literal("url"),
          title: z.string().min(1).max(100),
          url: z.string().min(1).max(2_000),
        }),
      ]),
    )
    .max(10),
  subject: z.string().max(998).nullable(),
  html: z.string().max(16_384).nullable(),
  provider: z
    .strictObject({
      name: z.string().regex(/^[a-z0-9_]{1,512}$/),
      language: z.string().min(2).max(10),
      approvedText: z.string().max(1_024).optional(),
      body: z.array(z.string().max(1_024)).max(20),
      headerMedia: MediaRefSchema.nullable(),
      buttons: z.array(
        z.strictObject({
          index: z.number().int(),
          value: z.string().max(500),
          type: z.enum(["url", "reply"]).optional(),
          title: z.string().max(100).optional(),
        }),
      ),
    })
    .nullable(),
});

export const emptyVariant: VariantContent = {
  text: "",
  media: null,
  buttons: [],
  subject: null,
  html: null,
  provider: null,
};

interface Keyed {
  readonly channel: string;
  readonly locale: string;
}

/** The variant for a person: their locale, then their language, then the default locale, then any of the channel. */
export function pickVariant<V extends Keyed>(
  variants: readonly V[],
  channel: string,
  locale: string | null,
  defaultLocale: string,
): V | null {
  const ofChannel = variants.filter((variant) => variant.channel === channel);
  const language = locale?.split("-")[0];
  return (
    ofChannel.find((variant) => variant.locale === locale) ??
    ofChannel.find((variant) => language && variant.locale.split("-")[0] === language) ??
    ofChannel.find((variant) => variant.locale === defaultLocale) ??
    ofChannel[0] ??
    null
  );
}

export interface VariantField {
  readonly name: string;
  readonly source: string;
  readonly mode: "text" | "html";
}

/** The strings of a variant that go out in one message, in a fixed order; `assemble` takes them back. */
export function variantFields(content: VariantContent, isWindowOpen: boolean): VariantField[] {
  const field = (name: string, source: string, mode: "text" | "html" = "text") => ({
    name,
    source,
    mode,
  });
  const text = field("text", content.text);
  if (!isWindowOpen && content.provider) {
    const slots = content.provider.body.map((source, n) => field(`slot ${n + 1}`, source));
    const values = content.provider.buttons.map((b) => field(`button ${b.index + 1}`, b.value));
    return [text, ...slots, ...values];
  }
  if (content.subject !== null) {
    const html = content.html === null ? [] : [field("html", content.html, "html")];
    return [text, field("subject", content.subject), ...html];
  }
  const buttons = content.buttons.map((button, n) =>
    field(`button ${n + 1}`, button.type === "url" ? button.url : button.title),
  );
  return [text, ...buttons];
}

/** Rendered strings, in the order of `variantFields`, back into a message. */
export function assemble(
  content: VariantContent,
  isWindowOpen: boolean,
  rendered: readonly string[],
): MessageContent {
  const [text = "", ...rest] = rendered;
  if (!isWindowOpen && content.provider) return providerContent(content.provider, text, rest);
  if (content.subject !== null) {
    const [subject = "", html] = rest;
    // A line break in a header would be an injection.
    const line = subject.replace(/\s+/g, " ").trim();
    const attachments = content.media ? [content.media] : [];
    return { type: "email", subject: line, text, html: html ?? null, attachments };
  }
  if (content.buttons.length > 0) {
    const buttons = content.buttons.map((button, n): Button => {
      const value = rest[n] ?? "";
      return button.type === "url" ? { ...button, url: value } : { ...button, title: value };
    });
    return content.media
      ? { type: "buttons", text, media: content.media, buttons }
      : { type: "buttons", text, buttons };
  }
  if (content.media) return { type: "media", media: content.media, caption: text };
  return { type: "text", text };
}

function providerContent(
  provider: ProviderVariant,
  preview: string,
  rest: readonly string[],
): MessageContent {
  const body = rest.slice(0, provider.body.length);
  const buttons = provider.buttons.map((button, n) => ({
    ...button,
    value: rest[provider.body.length + n] ?? "",
  }));
  const header = provider.headerMedia ? { media: provider.headerMedia } : undefined;
  const { name, language } = provider;
  return { type: "template", preview, template: { name, language, header, body, buttons } };
}
