import { z } from "zod";
import type { InboundContent, InboundEvent, InboundSender } from "../contract.ts";
import type { Account } from "./account.ts";
import { attachmentContent } from "./attachments.ts";

const person = z.object({ id: z.coerce.string().optional() }).optional().catch(undefined);
const referral = z.object({ ref: z.string().optional(), ad_id: z.coerce.string().optional() });
const odd = <Shape extends z.ZodType>(shape: Shape) => shape.optional().catch(undefined);

/** Every part is optional and caught; an item with none of them exists and is ignored. */
export const messagingItem = z.object({
  sender: person,
  recipient: person,
  timestamp: z.unknown().optional(),
  message: odd(
    z.looseObject({
      mid: z.string().min(1),
      text: odd(z.string()),
      is_echo: odd(z.boolean()),
      is_deleted: odd(z.boolean()),
      app_id: odd(z.coerce.string()),
      metadata: odd(z.string()),
      quick_reply: odd(z.object({ payload: z.string() })),
      reply_to: odd(z.object({ mid: z.string().optional() })),
      referral: odd(referral),
      attachments: odd(z.array(z.unknown())),
    }),
  ),
  message_edit: odd(z.object({ mid: z.string(), text: z.string() })),
  postback: odd(
    z.object({
      mid: z.string().optional(),
      title: z.string().catch(""),
      payload: z.string().optional(),
      referral: odd(referral),
    }),
  ),
  referral: odd(referral),
  optin: odd(
    z.looseObject({
      type: z.string().optional(),
      ref: z.string().optional(),
      user_ref: z.string().optional(),
      notification_messages_status: z.string().optional(),
      title: z.string().optional(),
    }),
  ),
  delivery: odd(z.object({ mids: odd(z.array(z.string())), watermark: z.coerce.number() })),
  read: odd(z.object({ watermark: z.coerce.number() })),
  reaction: odd(
    z.object({
      mid: z.string(),
      action: z.string().catch("react"),
      emoji: z.string().optional(),
      reaction: z.string().optional(),
    }),
  ),
});
type Item = z.infer<typeof messagingItem>;
type Message = NonNullable<Item["message"]>;

interface Place {
  readonly at: Date;
  readonly accountKey: string;
}

export function readItem(item: Item, account: Account, place: Place): InboundEvent {
  if (item.message?.is_echo) return readEcho(item.message, account, place);
  const id = item.sender?.id;
  if (!id) return { ...place, type: "ignored", reason: "no-sender" };
  const from: InboundSender = { kind: "messenger", value: id, name: null };
  const start = { ...place, from };
  const { message, message_edit, delivery, read, reaction } = item;
  if (message?.is_deleted) return { ...start, type: "deleted", target: message.mid };
  if (message) return readMessage(message, start);
  if (message_edit) {
    const externalId = `${message_edit.mid}:edit:${place.at.getTime()}`;
    const content = { type: "text", text: message_edit.text } as const;
    return { ...start, type: "message", externalId, content, inReplyTo: message_edit.mid };
  }
  // `mids` are optional and never complete; the watermark says all there is to say.
  const watermark = delivery ?? read;
  if (watermark) {
    const at = new Date(watermark.watermark);
    return { ...start, at, type: "watermark", status: delivery ? "delivered" : "read" };
  }
  if (reaction) {
    const emoji = reaction.action === "unreact" ? null : (reaction.emoji ?? reaction.reaction);
    return { ...start, type: "reaction", target: reaction.mid, emoji: emoji ?? null };
  }
  return readEntryPoint(item, start) ?? { ...place, type: "ignored", reason: "unused" };
}

type Start = Place & { readonly from: InboundSender };

function readMessage(message: Message, start: Start): InboundEvent {
  const { mid, reply_to, referral: link } = message;
  const ref = link?.ref ?? link?.ad_id;
  return {
    ...start,
    type: "message",
    externalId: mid,
    content: readContent(message),
    ...(reply_to?.mid ? { inReplyTo: reply_to.mid } : {}),
    ...(ref ? { referral: ref } : {}),
  };
}

function readContent({ text, quick_reply, attachments }: Message): InboundContent {
  if (quick_reply) return { type: "choice", id: quick_reply.payload, title: text ?? "" };
  const attached = attachments ? attachmentContent(attachments, text ?? "") : null;
  if (attached) return attached;
  return text === undefined
    ? { type: "other", what: "unsupported", detail: null }
    : { type: "text", text };
}

/** Our own message come back: the provider's id and ours in one event. */
function readEcho(message: Message, account: Account, place: Place): InboundEvent {
  const { mid, app_id, metadata } = message;
  const isOurs = account.appId === "" ? metadata !== undefined : app_id === account.appId;
  if (!isOurs) return { ...place, type: "ignored", reason: "elsewhere" };
  const echo = metadata ? { echo: metadata } : {};
  return { ...place, type: "status", status: "accepted", externalId: mid, ...echo };
}

/** Taps and links: Get Started carries the link's ref inside the postback, later ones beside it. */
function readEntryPoint(
  { postback, referral: link, optin }: Item,
  start: Start,
): InboundEvent | null {
  const when = start.at.getTime();
  if (postback) {
    const ref = postback.referral?.ref ?? postback.referral?.ad_id;
    const id = postback.payload ?? postback.title;
    return {
      ...start,
      type: "message",
      externalId: postback.mid ?? `postback:${start.from.value}:${when}:${id}`,
      content: { type: "choice", id, title: postback.title || id },
      ...(ref ? { referral: ref } : {}),
    };
  }
  if (link) {
    const ref = link.ref ?? link.ad_id ?? "";
    const externalId = `referral:${start.from.value}:${when}:${ref}`;
    const event = {
      ...start,
      type: "message",
      externalId,
      content: { type: "other", what: "link", detail: ref || null },
    } as const;
    return ref ? { ...event, referral: ref } : event;
  }
  if (!optin) return null;
  const isStop = optin.notification_messages_status === "STOP_NOTIFICATIONS";
  const evidence = `Messenger opt-in: ${[optin.type, optin.title, optin.ref].filter(Boolean).join(", ")}`;
  return { ...start, type: isStop ? "opt-out" : "opt-in", purpose: "marketing", evidence };
}
