import type { Button, MediaRef, MessageContent, OutboundMessage } from "#core/message/message.ts";
import type { HttpRequest } from "../contract.ts";
import { graphPost } from "../shared/meta-graph/request.ts";
import type { Account } from "./account.ts";
import { limits, parts } from "./limits.ts";

type MediaUrl = (media: MediaRef) => string;
type Part = Readonly<Record<string, unknown>>;
type Refusal = { readonly code: string; readonly detail: string };

export type Encoded = { readonly request: HttpRequest } | Refusal;

/** One message as one request, or why Messenger has no shape for it. */
export function encodeSend(message: OutboundMessage, account: Account, url: MediaUrl): Encoded {
  const content = encodeContent(message.content, url);
  if ("code" in content) return content as Refusal;
  const body = {
    recipient: { id: message.to.value },
    // The other types need a tag, and the tags for campaigns are gone.
    messaging_type: message.purpose === "service" ? "RESPONSE" : "UPDATE",
    ...(message.inReplyTo ? { reply_to: { mid: message.inReplyTo } } : {}),
    message: { ...content, metadata: message.deliveryId },
  };
  return { request: graphPost(account, [account.pageId, "messages"], body) };
}

function encodeContent(content: MessageContent, url: MediaUrl): Part | Refusal {
  switch (content.type) {
    case "text":
      return longer(content.text, limits.textMax.value, "text") ?? { text: content.text };
    case "media":
      return encodeMedia(content.media, content.caption ?? "", url);
    case "buttons":
      return encodeButtons(content, url);
    case "list": {
      const rows = content.sections.flatMap((section) => section.rows);
      return encodeQuickReplies(content.text, rows);
    }
    case "template":
      return { code: "unsupported-content", detail: "Messenger has no templates for campaigns" };
    case "email":
      return { code: "unsupported-content", detail: "An e-mail cannot be sent over Messenger" };
  }
}

function longer(given: string, max: number, part: string): Refusal | null {
  if (given.length <= max) return null;
  return { code: "too-long", detail: `The ${part} has ${given.length} characters of ${max}` };
}

const cut = (words: string, max: number): string =>
  words.length <= max ? words : `${words.slice(0, max - 1).trimEnd()}…`;

const title = (words: string): string => cut(words, limits.buttons?.titleMax.value ?? 0);

const template = (payload: Part): Part => ({ attachment: { type: "template", payload } });

/** A file with words: a card under a picture, else the words with a button that opens the file. */
function encodeMedia(media: MediaRef, caption: string, url: MediaUrl): Part | Refusal {
  if (caption === "") {
    const type = media.kind === "document" ? "file" : media.kind;
    return { attachment: { type, payload: { url: url(media), is_reusable: true } } };
  }
  if (media.kind === "image") return encodeCard(caption, media, [], url);
  const open: Button = { type: "url", title: media.fileName, url: url(media) };
  return encodeButtonTemplate(caption, [open]);
}

function encodeButtons(
  content: Extract<MessageContent, { type: "buttons" }>,
  url: MediaUrl,
): Part | Refusal {
  const { text, buttons, media } = content;
  if (media?.kind === "image") return encodeCard(text, media, buttons, url);
  const all: readonly Button[] = media
    ? [{ type: "url", title: media.fileName, url: url(media) }, ...buttons]
    : buttons;
  const max = limits.buttons?.max.value ?? 0;
  if (all.length <= max && text.length <= parts.buttonTextMax.value) {
    return encodeButtonTemplate(text, all);
  }
  const replies = all.filter((button) => button.type === "reply");
  if (replies.length === all.length) return encodeQuickReplies(text, replies);
  if (all.length > max) {
    return { code: "too-many-buttons", detail: `${all.length} buttons; Messenger shows ${max}` };
  }
  return encodeButtonTemplate(text, all);
}

function encodeButtonTemplate(text: string, buttons: readonly Button[]): Part | Refusal {
  const tooLong = longer(text, parts.buttonTextMax.value, "text above buttons");
  const payload = { template_type: "button", text, buttons: buttons.map(encodeButton) };
  return tooLong ?? template(payload);
}

function encodeButton(button: Button): Part {
  return button.type === "url"
    ? { type: "web_url", title: title(button.title), url: button.url }
    : { type: "postback", title: title(button.title), payload: button.id };
}

/** Quick replies stand under the text until the person writes; more than three fit. */
function encodeQuickReplies(
  text: string,
  replies: readonly { readonly id: string; readonly title: string }[],
): Part | Refusal {
  const max = limits.list?.rowsMax.value ?? 0;
  if (replies.length > max) {
    return { code: "too-many-rows", detail: `${replies.length} choices; Messenger shows ${max}` };
  }
  const quick_replies = replies.map((one) => ({
    content_type: "text",
    title: title(one.title),
    payload: one.id,
  }));
  return longer(text, limits.textMax.value, "text") ?? { text, quick_replies };
}

/** Two lines of 80 under a picture: split between words, so nothing of the text is lost. */
function encodeCard(
  text: string,
  media: MediaRef,
  buttons: readonly Button[],
  url: MediaUrl,
): Part | Refusal {
  const max = limits.buttons?.max.value ?? 0;
  if (buttons.length > max) {
    return {
      code: "too-many-buttons",
      detail: `${buttons.length} buttons; Messenger shows ${max}`,
    };
  }
  const [line, rest] = splitCard(text.trim());
  const tooLong = longer(rest, parts.cardLineMax.value, "second line under the picture");
  if (tooLong) return tooLong;
  const element = {
    title: line,
    ...(rest === "" ? {} : { subtitle: rest }),
    image_url: url(media),
    ...(buttons.length > 0 ? { buttons: buttons.map(encodeButton) } : {}),
  };
  return template({ template_type: "generic", elements: [element] });
}

export function splitCard(text: string): readonly [string, string] {
  const max = parts.cardLineMax.value;
  const newline = text.indexOf("\n");
  if (newline > 0 && newline <= max) {
    return [text.slice(0, newline).trim(), text.slice(newline + 1).trim()];
  }
  if (text.length <= max) return [text, ""];
  const space = text.lastIndexOf(" ", max);
  const at = space > 0 ? space : max;
  return [text.slice(0, at).trim(), text.slice(at).trim()];
}
