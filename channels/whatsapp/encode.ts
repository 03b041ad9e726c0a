import type {
  Button,
  ListSection,
  MediaRef,
  MessageContent,
  OutboundMessage,
} from "#core/message/message.ts";
import type { HttpRequest } from "../contract.ts";
import { graphPost } from "../shared/meta-graph/request.ts";
import type { Account } from "./account.ts";
import { encodeTemplate } from "./encode-template.ts";
import { limits, parts } from "./limits.ts";

type MediaUrl = (media: MediaRef) => string;
type Part = Readonly<Record<string, unknown>>;
type Refusal = { readonly code: string; readonly detail: string };

export type Encoded = { readonly request: HttpRequest } | Refusal;

/** One message as one request, or why WhatsApp has no shape for it. */
export function encodeSend(message: OutboundMessage, account: Account, url: MediaUrl): Encoded {
  const content = encodeContent(message.content, url);
  if ("code" in content) return content as Refusal;
  const { kind, value } = message.to;
  // A person without a visible number is written to by the business-scoped id.
  const to = kind === "phone" ? { to: value.replace(/^\+/, "") } : { recipient: value };
  const body = {
    messaging_product: "whatsapp",
    recipient_type: "individual",
    ...to,
    ...(message.inReplyTo ? { context: { message_id: message.inReplyTo } } : {}),
    biz_opaque_callback_data: message.deliveryId,
    ...content,
  };
  return { request: graphPost(account, [account.phoneNumberId, "messages"], body) };
}

function encodeContent(content: MessageContent, url: MediaUrl): Part | Refusal {
  switch (content.type) {
    case "text":
      return text(content.text);
    case "media":
      return { type: content.media.kind, [content.media.kind]: file(content.media, url, content) };
    case "buttons":
      return encodeButtons(content, url);
    case "list":
      return encodeList(content);
    case "template":
      return { type: "template", template: encodeTemplate(content.template, url) };
    case "email":
      return { code: "unsupported-content", detail: "An e-mail cannot be sent over WhatsApp" };
  }
}

function text(body: string): Part | Refusal {
  const tooLong = longer(body, limits.textMax.value, "text");
  return tooLong ?? { type: "text", text: { preview_url: true, body } };
}

function longer(given: string, max: number, part: string): Refusal | null {
  if (given.length <= max) return null;
  return { code: "too-long", detail: `The ${part} has ${given.length} characters of ${max}` };
}

/** Only documents have a name, and only audio has no caption. */
function file(
  media: MediaRef,
  url: MediaUrl,
  { caption }: { readonly caption?: string | undefined },
): Part {
  return {
    link: url(media),
    ...(media.kind === "document" ? { filename: media.fileName } : {}),
    ...(caption && media.kind !== "audio" ? { caption } : {}),
  };
}

const cut = (words: string, max: number): string =>
  words.length <= max ? words : `${words.slice(0, max - 1).trimEnd()}…`;

type ButtonsContent = Extract<MessageContent, { type: "buttons" }>;

/**
 * Reply buttons and a link cannot share a message: with both, links go into the text. More links
 * than the one WhatsApp has a button for do as well.
 */
function encodeButtons(content: ButtonsContent, url: MediaUrl): Part | Refusal {
  const replies = content.buttons.filter((button) => button.type === "reply");
  const links = content.buttons.filter((button) => button.type === "url");
  const only = links.length === 1 && replies.length === 0 ? links[0] : undefined;
  const body = only ? content.text : [content.text, ...links.map(asLine)].join("\n");
  if (!only && replies.length === 0)
    return content.media ? captioned(content, body, url) : text(body);
  const max = limits.buttons?.max.value ?? 0;
  if (replies.length > max) {
    return { code: "too-many-buttons", detail: `${replies.length} buttons; WhatsApp shows ${max}` };
  }
  const action = only
    ? { name: "cta_url", parameters: { display_text: title(only), url: only.url } }
    : {
        buttons: replies.map((one) => ({
          type: "reply",
          reply: { id: one.id, title: title(one) },
        })),
      };
  const header = content.media ? mediaHeader(content.media, url) : {};
  const tooLong = longer(body, parts.interactiveBodyMax.value, "text above buttons");
  const type = only ? "cta_url" : "button";
  return (
    tooLong ?? {
      type: "interactive",
      interactive: { type, ...header, body: { text: body }, action },
    }
  );
}

function captioned(content: ButtonsContent, caption: string, url: MediaUrl): Part | Refusal {
  const { media } = content;
  if (!media) return text(caption);
  const tooLong = longer(caption, limits.captionMax?.value ?? 0, "caption");
  return tooLong ?? { type: media.kind, [media.kind]: file(media, url, { caption }) };
}

const title = (button: Button): string => cut(button.title, limits.buttons?.titleMax.value ?? 0);
const asLine = (button: Extract<Button, { type: "url" }>): string =>
  `${button.title}: ${button.url}`;

function mediaHeader(media: MediaRef, url: MediaUrl): Part {
  // A header takes no sound; the file would be refused with the whole message.
  if (media.kind === "audio") return {};
  return { header: { type: media.kind, [media.kind]: file(media, url, {}) } };
}

function encodeList(content: Extract<MessageContent, { type: "list" }>): Part | Refusal {
  const rows = content.sections.flatMap((section) => section.rows);
  const max = limits.list?.rowsMax.value ?? 0;
  if (rows.length > max) {
    return { code: "too-many-rows", detail: `${rows.length} rows; WhatsApp shows ${max}` };
  }
  const tooLong = longer(content.text, parts.interactiveBodyMax.value, "text above a list");
  const action = {
    button: cut(content.buttonLabel, parts.listButtonMax.value),
    sections: content.sections.map(encodeSection),
  };
  const interactive = { type: "list", body: { text: content.text }, action };
  return tooLong ?? { type: "interactive", interactive };
}

function encodeSection(section: ListSection): Part {
  return {
    title: cut(section.title, parts.sectionTitleMax.value),
    rows: section.rows.map((row) => ({
      id: row.id,
      title: cut(row.title, limits.list?.titleMax.value ?? 0),
      ...(row.description
        ? { description: cut(row.description, parts.rowDescriptionMax.value) }
        : {}),
    })),
  };
}
