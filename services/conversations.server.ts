import type { Limits } from "#channels/contract.ts";
import { serviceWindow, type ServiceWindow } from "#core/conversation/window.ts";
import type { MediaKind, MessageContent, ProviderTemplate } from "#core/message/message.ts";
import { err, ok, type Result } from "#core/result.ts";
import {
  Conversations,
  findConversation,
  type ConversationRow,
} from "#models/conversation.server.ts";
import { appendToConversation } from "#models/conversation-writer.server.ts";
import { removeDraft } from "#models/draft.server.ts";
import { findMedia, type MediaRow } from "#models/media.server.ts";
import { Messages, type MessageRow } from "#models/message.server.ts";
import { findRevision, findTemplate } from "#models/template.server.ts";
import { findContact } from "#models/contact.server.ts";
import { loadAccount, type LoadedAccount } from "./account-cache.server.ts";
import { tellChanged, type ActingOn } from "./conversation-moves.server.ts";
import { blankEvent, deliveryIdFor, messageIdOf } from "./inbound-message.server.ts";
import { mediaRef } from "./media.server.ts";
import { sendSingle } from "./outbox.server.ts";
import { createRenderer } from "./rendering.server.ts";
import type { Runtime } from "./runtime.server.ts";

export interface ReplyInput extends ActingOn {
  /** Made by the browser, the same for a retry of the same reply. */
  readonly clientKey: string;
  readonly text: string;
  readonly mediaId: string | null;
  /** Set outside the service window: the provider's template is sent instead of free text. */
  readonly templateId: string | null;
}

export type ReplyError =
  | "not-found"
  | "empty"
  | "too-long"
  | "window-closed"
  | "account-paused"
  | "media-not-found"
  | "media-type"
  | "media-too-large"
  | "template-not-found"
  | "template-unusable";

export interface SentReply {
  readonly messageId: string;
  readonly deliveryId: string;
}

/** Sends an answer and puts its bubble in the thread. The same key again changes and sends nothing. */
export async function replyTo(
  input: ReplyInput,
  rt: Runtime,
): Promise<Result<SentReply, ReplyError>> {
  const conversation = await findConversation(input.workspaceId, input.conversationId);
  const owner = conversation && (await loadAccount(conversation.accountId, rt));
  if (!conversation || !owner) return err("not-found");
  if (owner.row.state !== "active") return err("account-paused");
  const composed = await compose(input, conversation, owner, rt);
  if (!composed.ok) return composed;
  const { content, media, text } = composed.value;
  const cause = `reply:${conversation._id}:${input.clientKey}`;
  const deliveryId = deliveryIdFor(cause);
  const message = outMessage(conversation, { input, cause, deliveryId, media, text }, rt);
  await appendToConversation(message, {
    at: message.at,
    tie: message._id,
    preview: {
      text: text.slice(0, 140),
      direction: "out",
      ...(media ? { kind: media.kind } : {}),
    },
    isInbound: false,
    addsUnread: false,
    state: "waiting",
  });
  const references = await quotedBy(conversation, owner);
  await sendSingle(
    {
      workspaceId: conversation.workspaceId,
      accountId: conversation.accountId,
      contactId: conversation.contactId,
      address: { kind: conversation.addressKind, value: conversation.address },
      purpose: "service",
      lane: "reply",
      content,
      ...references,
      deliveryId,
    },
    rt,
  );
  await settleAfterReply(conversation, input, rt);
  return ok({ messageId: message._id, deliveryId });
}

async function settleAfterReply(
  conversation: ConversationRow,
  input: ReplyInput,
  rt: Runtime,
): Promise<void> {
  // Whoever answers first looks after it, until somebody says otherwise.
  const mine = conversation.assigneeId === null ? { assigneeId: input.memberId } : {};
  await Conversations.collection.updateOne(
    { _id: conversation._id as never },
    { $set: { unreadCount: 0, isUnread: false, ...mine } },
  );
  await removeDraft(conversation._id, input.memberId);
  await tellChanged(conversation, rt);
}

/** Mail is threaded by the ids of what came before; chats need no quote. */
async function quotedBy(
  conversation: ConversationRow,
  owner: LoadedAccount,
): Promise<{ inReplyTo?: string; references?: string[] }> {
  if (owner.adapter.channel !== "email") return {};
  const rows = await Messages.collection
    .find<MessageRow>({ conversationId: conversation._id, at: { $gte: new Date(0) } })
    .toArray();
  const ids = rows
    .filter((row) => row.direction === "in" && row.externalKey !== undefined)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map((row) => (row.externalKey ?? "").slice(conversation.accountId.length + 1));
  const last = ids.at(-1);
  return last === undefined ? {} : { inReplyTo: last, references: ids.slice(-20) };
}

interface Composed {
  readonly content: MessageContent;
  readonly media: MediaRow | null;
  readonly text: string;
}

async function compose(
  input: ReplyInput,
  conversation: ConversationRow,
  owner: LoadedAccount,
  rt: Runtime,
): Promise<Result<Composed, ReplyError>> {
  if (input.templateId !== null) return composeTemplate(input.templateId, conversation, rt);
  const text = input.text.trim();
  const { limits } = owner.adapter;
  if (windowOf(conversation, limits, rt.now()).kind === "closed") return err("window-closed");
  if (input.mediaId === null) {
    if (text === "") return err("empty");
    if (text.length > limits.textMax.value) return err("too-long");
    return ok({ content: plain(text, conversation, null), media: null, text });
  }
  const media = await findMedia(conversation.workspaceId, input.mediaId);
  if (!media) return err("media-not-found");
  const refusal = refuseMedia(media, limits);
  if (refusal) return err(refusal);
  const captionMax = limits.captionMax?.value ?? limits.textMax.value;
  if (text.length > captionMax) return err("too-long");
  return ok({ content: plain(text, conversation, media), media, text });
}

function plain(
  text: string,
  conversation: ConversationRow,
  media: MediaRow | null,
): MessageContent {
  const ref = media ? sentRef(media) : null;
  if (conversation.channel === "email") {
    const attachments = ref ? [ref] : [];
    // Our sending side writes the thread's subject from what is answered; this is the fallback.
    const subject = `Re: ${conversation.contactName || conversation.address}`;
    return { type: "email", subject, text, html: null, attachments };
  }
  if (!ref) return { type: "text", text };
  return { type: "media", media: ref, ...(text === "" ? {} : { caption: text }) };
}

/** Channels get the copy without metadata where there is one. */
function sentRef(media: MediaRow) {
  const ref = mediaRef(media);
  return media.displayKey ? { ...ref, mimeType: media.displayType ?? "image/jpeg" } : ref;
}

export function refuseMedia(
  media: Pick<MediaRow, "kind" | "mimeType" | "bytes">,
  limits: Limits,
): "media-type" | "media-too-large" | null {
  const limit = limits.media[media.kind as MediaKind];
  if (!limit) return "media-type";
  const isListed = limit.mimeTypes.some(
    (type) =>
      type === "*/*" || type === media.mimeType || type === `${media.mimeType.split("/")[0]}/*`,
  );
  // Pictures are sent as their JPEG or PNG copy, whatever came in.
  if (!isListed && media.kind !== "image") return "media-type";
  return media.bytes > limit.maxBytes.value ? "media-too-large" : null;
}

async function composeTemplate(
  templateId: string,
  conversation: ConversationRow,
  rt: Runtime,
): Promise<Result<Composed, ReplyError>> {
  const { workspaceId, contactId, channel } = conversation;
  const template = await findTemplate(templateId);
  const revision =
    template?.workspaceId === workspaceId ? await findRevision(template.revisionId) : null;
  const contact = await findContact({ workspaceId, contactId });
  if (!revision || !contact) return err("template-not-found");
  const renderer = await createRenderer(revision, rt);
  const [rendered] = await renderer.renderMany([
    { contact, channel, locale: contact.locale, isWindowOpen: false, deliveryId: "preview" },
  ]);
  if (!rendered?.ok) return err("template-unusable", rendered?.detail);
  const { content } = rendered.value;
  if (content.type !== "template") return err("template-unusable");
  return ok({ content, media: null, text: content.preview || templateWords(content.template) });
}

function templateWords(template: ProviderTemplate): string {
  return template.body.join(" ");
}

export function windowOf(
  conversation: Pick<ConversationRow, "lastInboundAt">,
  limits: Limits,
  now: Date,
): ServiceWindow {
  return serviceWindow(limits, conversation.lastInboundAt, now);
}

interface OutParts {
  readonly input: ReplyInput;
  readonly cause: string;
  readonly deliveryId: string;
  readonly media: MediaRow | null;
  readonly text: string;
}

function outMessage(
  conversation: ConversationRow,
  { input, cause, deliveryId, media, text }: OutParts,
  rt: Pick<Runtime, "now">,
): MessageRow {
  return {
    ...blankEvent(conversation, rt.now()),
    _id: messageIdOf(cause),
    direction: "out",
    text,
    media: media ? [{ ...mediaRef(media), state: "stored" }] : [],
    extra: { clientKey: input.clientKey },
    authorId: input.memberId,
    deliveryId,
    state: "pending",
  };
}
