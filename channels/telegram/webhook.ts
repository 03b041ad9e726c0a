import { z } from "zod";
import type {
  InboundContent,
  InboundEvent,
  InboundMedia,
  InboundSender,
  Verified,
  Webhook,
  WebhookAnswer,
  WebhookRequest,
} from "../contract.ts";
import { readJson } from "../shared/read-json.ts";
import { equalSecrets } from "../shared/equal-secrets.ts";
import type { Account } from "./account.ts";

const User = z.object({
  id: z.number(),
  first_name: z.string().default(""),
  last_name: z.string().optional(),
  language_code: z.string().optional(),
});
const Chat = z.object({ id: z.number(), type: z.string() });
const File = z.object({
  file_id: z.string(),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
  file_size: z.number().optional(),
});
const Place = z.object({ latitude: z.number(), longitude: z.number() });
const Keyboard = z.object({
  inline_keyboard: z.array(
    z.array(z.object({ text: z.string(), callback_data: z.string().optional() })),
  ),
});
const Message = z.object({
  message_id: z.number(),
  date: z.number(),
  from: User.optional(),
  chat: Chat,
  text: z.string().optional(),
  caption: z.string().optional(),
  media_group_id: z.string().optional(),
  reply_to_message: z.object({ message_id: z.number() }).optional(),
  photo: z.array(File).optional(),
  video: File.optional(),
  video_note: File.optional(),
  animation: File.optional(),
  voice: File.optional(),
  audio: File.optional(),
  document: File.optional(),
  sticker: File.extend({ emoji: z.string().optional() }).optional(),
  location: Place.optional(),
  venue: z.object({ location: Place, title: z.string() }).optional(),
  contact: z.object({ phone_number: z.string(), first_name: z.string() }).optional(),
});
const Update = z.object({
  update_id: z.number(),
  message: Message.optional(),
  edited_message: z.object({ message_id: z.number() }).optional(),
  callback_query: z
    .object({
      id: z.string(),
      from: User,
      data: z.string().optional(),
      // Older than 48 h it may be "inaccessible": an id, a chat and date 0.
      message: z
        .object({ message_id: z.number(), chat: Chat, reply_markup: Keyboard.optional() })
        .optional(),
    })
    .optional(),
  my_chat_member: z
    .object({
      chat: Chat,
      from: User,
      date: z.number(),
      new_chat_member: z.object({ status: z.string() }),
    })
    .optional(),
  message_reaction: z
    .object({
      chat: Chat,
      message_id: z.number(),
      user: User.optional(),
      date: z.number(),
      new_reaction: z.array(z.object({ emoji: z.string().optional() })),
    })
    .optional(),
});
type Update = z.infer<typeof Update>;
type Message = z.infer<typeof Message>;

export const webhook: Webhook<Account> = { verify, parse, eventKey, answerFor };

/** Not a signature: Telegram repeats the secret it was given with setWebhook. */
function verify(request: WebhookRequest, account: Account): Verified {
  const given = request.headers["x-telegram-bot-api-secret-token"];
  if (!given) return { ok: false, reason: "no secret token" };
  return equalSecrets(given, account.webhookSecret)
    ? { ok: true }
    : { ok: false, reason: "wrong secret token" };
}

function parse(request: WebhookRequest): readonly InboundEvent[] {
  const update = readUpdate(request);
  if (!update) return [{ type: "ignored", at: request.now, reason: "unreadable" }];
  return [readEvent(update, request.now)];
}

/** Equality only: update ids jump after a quiet week, so they say nothing about order. */
function eventKey(request: WebhookRequest): string | null {
  const update = readUpdate(request);
  return update ? String(update.update_id) : null;
}

/** A tap must be answered or the button keeps spinning; the webhook's own answer may carry the call. */
function answerFor(request: WebhookRequest): WebhookAnswer | null {
  const tap = readUpdate(request)?.callback_query;
  if (!tap) return null;
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ method: "answerCallbackQuery", callback_query_id: tap.id }),
  };
}

function readUpdate(request: WebhookRequest): Update | null {
  return Update.safeParse(readJson(request.body)).data ?? null;
}

function readEvent(update: Update, now: Date): InboundEvent {
  const { message, callback_query: tap, my_chat_member: member, message_reaction: mark } = update;
  if (message) return readMessage(message, now);
  if (tap) return readTap(tap, now);
  if (member) return readMember(member, now);
  if (mark?.user && mark.chat.type === "private") {
    return {
      type: "reaction",
      at: new Date(mark.date * 1_000),
      from: sender(mark.user),
      target: `${mark.chat.id}:${mark.message_id}`,
      emoji: mark.new_reaction[0]?.emoji ?? null,
    };
  }
  if (update.edited_message) return { type: "ignored", at: now, reason: "edited" };
  return { type: "ignored", at: now, reason: "unused" };
}

function readMessage(message: Message, now: Date): InboundEvent {
  if (message.chat.type !== "private" || !message.from) {
    return { type: "ignored", at: now, reason: "group", said: message.chat.type };
  }
  const payload = /^\/start(?:@\w+)?\s+([\w-]{1,64})\s*$/.exec(message.text ?? "")?.[1];
  return {
    type: "message",
    at: new Date(message.date * 1_000),
    externalId: `${message.chat.id}:${message.message_id}`,
    from: sender(message.from),
    content: readContent(message),
    ...(message.reply_to_message
      ? { inReplyTo: `${message.chat.id}:${message.reply_to_message.message_id}` }
      : {}),
    ...(message.media_group_id ? { groupId: message.media_group_id } : {}),
    ...(payload ? { referral: payload } : {}),
  };
}

function readContent(message: Message): InboundContent {
  if (message.text !== undefined) return { type: "text", text: message.text };
  const media = readMedia(message);
  if (media) return { type: "media", media: [media], caption: message.caption ?? "" };
  if (message.venue) {
    return { type: "location", ...message.venue.location, label: message.venue.title };
  }
  if (message.location) return { type: "location", ...message.location, label: null };
  if (message.contact) return { type: "other", what: "contact-card", detail: null };
  return { type: "other", what: "unsupported", detail: null };
}

function readMedia(message: Message): InboundMedia | null {
  // Sizes ascend; getFile serves up to 20 MB, far above any photo.
  const photo = message.photo?.at(-1);
  if (photo) return file("image", photo, "image/jpeg");
  const video = message.video ?? message.video_note ?? message.animation;
  if (video) return file("video", video, "video/mp4");
  if (message.voice) return file("audio", message.voice, "audio/ogg");
  if (message.audio) return file("audio", message.audio, "audio/mpeg");
  if (message.sticker) return file("image", message.sticker, "image/webp");
  if (message.document) {
    const isImage = message.document.mime_type?.startsWith("image/") ?? false;
    return file(isImage ? "image" : "document", message.document, null);
  }
  return null;
}

function file(
  kind: InboundMedia["kind"],
  from: z.infer<typeof File>,
  usual: string | null,
): InboundMedia {
  return {
    kind,
    mimeType: from.mime_type ?? usual,
    fileName: from.file_name ?? null,
    providerId: from.file_id,
  };
}

function readTap(tap: NonNullable<Update["callback_query"]>, now: Date): InboundEvent {
  const id = tap.data ?? "";
  const rows = tap.message?.reply_markup?.inline_keyboard ?? [];
  const title = rows.flat().find((button) => button.callback_data === id)?.text ?? id;
  return {
    type: "message",
    // A tap carries no time of its own.
    at: now,
    externalId: `tap:${tap.id}`,
    from: sender(tap.from),
    content: { type: "choice", id, title },
    ...(tap.message ? { inReplyTo: `${tap.message.chat.id}:${tap.message.message_id}` } : {}),
  };
}

/** In a private chat only two moves are told: blocked ("kicked") and back ("member"). */
function readMember(member: NonNullable<Update["my_chat_member"]>, now: Date): InboundEvent {
  if (member.chat.type !== "private") {
    return { type: "ignored", at: now, reason: "group", said: member.chat.type };
  }
  const at = new Date(member.date * 1_000);
  const from = sender(member.from);
  const { status } = member.new_chat_member;
  if (status === "kicked") return { type: "opt-out", at, from, evidence: "Blocked the bot" };
  if (status === "member") return { type: "opt-in", at, from, evidence: "Unblocked the bot" };
  return { type: "ignored", at: now, reason: "unused", said: status };
}

function sender(user: z.infer<typeof User>): InboundSender {
  const name = [user.first_name, user.last_name].filter(Boolean).join(" ");
  return {
    kind: "telegram",
    value: String(user.id),
    name: name === "" ? null : name,
    ...(user.language_code ? { locale: user.language_code } : {}),
  };
}
