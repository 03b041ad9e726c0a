import type { Button, MediaKind, MediaRef, OutboundMessage } from "#core/message/message.ts";
import type { HttpRequest } from "../contract.ts";
import type { Account } from "./account.ts";
import { byUrl, callbackDataMax } from "./limits.ts";
import { multipart } from "./multipart.ts";

/** A file on its way out: a link Telegram can fetch, or the bytes. */
export type OutgoingFile = { readonly url: string } | { readonly bytes: Uint8Array };

export type Encoded =
  | { readonly ok: true; readonly request: HttpRequest }
  | { readonly ok: false; readonly code: string; readonly detail: string };

const methods = {
  image: { method: "sendPhoto", field: "photo" },
  video: { method: "sendVideo", field: "video" },
  audio: { method: "sendAudio", field: "audio" },
  document: { method: "sendDocument", field: "document" },
} as const satisfies Record<MediaKind, { method: string; field: string }>;

export function methodUrl(account: Account, method: string): string {
  return `${account.apiBase.replace(/\/$/, "")}/bot${account.botToken}/${method}`;
}

/** `file` is there exactly when the message has media. */
export function encodeSend(
  message: OutboundMessage,
  account: Account,
  file: OutgoingFile | null,
): Encoded {
  const { content } = message;
  switch (content.type) {
    case "text":
      return text(message, account, content.text, []);
    case "media":
      return withMedia(message, account, content.media, content.caption, [], file);
    case "buttons": {
      const bad = content.buttons.find((button) => !fits(button));
      if (bad)
        return refused(
          "button-id-too-long",
          `The button "${bad.title}" carries more than 64 bytes`,
        );
      return content.media
        ? withMedia(message, account, content.media, content.text, content.buttons, file)
        : text(message, account, content.text, content.buttons);
    }
    case "list":
    case "template":
    case "email":
      return refused(
        "unsupported-content",
        `Telegram has no message of the kind "${content.type}"`,
      );
  }
}

function text(
  message: OutboundMessage,
  account: Account,
  body: string,
  buttons: readonly Button[],
): Encoded {
  const fields = { ...common(message, buttons), text: body };
  return { ok: true, request: json(methodUrl(account, "sendMessage"), fields) };
}

function withMedia(
  message: OutboundMessage,
  account: Account,
  media: MediaRef,
  caption: string | undefined,
  buttons: readonly Button[],
  file: OutgoingFile | null,
): Encoded {
  if (!file) return refused("no-file", "The message names a file that was not given");
  const { method, field } = methods[media.kind];
  const url = methodUrl(account, method);
  const fields = { ...common(message, buttons), ...(caption ? { caption } : {}) };
  if ("url" in file) return { ok: true, request: json(url, { ...fields, [field]: file.url }) };
  const part = { field, fileName: media.fileName, mimeType: media.mimeType, bytes: file.bytes };
  const form = multipart(fields, part, message.sendKey);
  return { ok: true, request: { method: "POST", url, headers: form.headers, body: form.body } };
}

function common(message: OutboundMessage, buttons: readonly Button[]): Record<string, unknown> {
  const quoted = message.inReplyTo ? quotedId(message.inReplyTo) : null;
  return {
    chat_id: chatId(message.to.value),
    ...(quoted === null
      ? {}
      : { reply_parameters: { message_id: quoted, allow_sending_without_reply: true } }),
    ...(buttons.length === 0 ? {} : { reply_markup: { inline_keyboard: buttons.map(row) } }),
  };
}

/** One button per row: titles stay readable on a phone. */
function row(button: Button): readonly Record<string, string>[] {
  return button.type === "url"
    ? [{ text: button.title, url: button.url }]
    : [{ text: button.title, callback_data: button.id }];
}

function fits(button: Button): boolean {
  if (button.type === "url") return true;
  return new TextEncoder().encode(button.id).length <= callbackDataMax.value;
}

/** Private chat ids fit a JS number; anything else goes as it is. */
function chatId(value: string): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Our external id is `<chat>:<message>`, since message ids repeat between chats. */
function quotedId(externalId: string): number | null {
  const id = Number(externalId.split(":").at(-1));
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}

export function canFetchByUrl(media: MediaRef, url: string): boolean {
  if (!url.startsWith("https://")) return false;
  if (media.kind === "image") return media.bytes <= byUrl.photoMaxBytes.value;
  if (media.bytes > byUrl.fileMaxBytes.value) return false;
  const types: readonly string[] = byUrl.documentMimeTypes;
  return media.kind !== "document" || types.includes(media.mimeType);
}

export function json(url: string, fields: Readonly<Record<string, unknown>>): HttpRequest {
  return {
    method: "POST",
    url,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fields),
  };
}

function refused(code: string, detail: string): Encoded {
  return { ok: false, code, detail };
}
