import { createHash } from "node:crypto";
import type { InboundContent, InboundMedia } from "#channels/contract.ts";
import type { KeywordMatch } from "#core/consent/keywords.ts";
import { searchTokensOf, wordTokens } from "#core/contact/search.ts";
import { threadKey, tieKey, type Attribution } from "#core/conversation/thread.ts";
import { SECOND_MS } from "#core/duration.ts";
import type { ChannelAddress } from "#core/message/message.ts";
import { fetchMedia } from "#jobs/definitions/media-fetch.ts";
import { relinkReply } from "#jobs/definitions/relink-reply.ts";
import type { ContactRow } from "#models/contact.server.ts";
import type { ConversationRow } from "#models/conversation.server.ts";
import {
  appendToConversation,
  ensureConversation,
  type ConversationTouch,
} from "#models/conversation-writer.server.ts";
import type { MessageMedia, MessageRow } from "#models/message.server.ts";
import type { LoadedAccount } from "./account-cache.server.ts";
import { attributeMessage, pushBehind } from "./attribution.server.ts";
import { markHeard } from "./inbound-contact.server.ts";
import type { Applied, Heard, MessageEvent, PersonEvent } from "./inbound-person.server.ts";
import { inlineKey } from "./media-intake.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { markReplied } from "./status.server.ts";

export interface Author {
  readonly contact: ContactRow;
  readonly address: ChannelAddress;
  readonly keyword: KeywordMatch | null;
  /** Sounds like an opt-out without being a keyword: a colleague is asked. */
  readonly isDoubted: boolean;
  readonly at: Date;
}

/** Appends what a person wrote to their one thread, linked to the delivery it answers. Safe to repeat. */
export async function appendMessage(
  heard: Heard<MessageEvent>,
  author: Author,
  rt: Runtime,
): Promise<Applied> {
  const { owner, event } = heard;
  const { contact, keyword } = author;
  const answer = await attributeMessage(owner.row._id, contact._id, event.inReplyTo, author.at);
  const at = pushBehind(author.at, answer);
  const conversation = await openConversation(owner, contact, author.address, at, rt);
  const message = messageRow(heard, conversation, at, answer?.link ?? null, author.isDoubted);
  for (const [index, media] of mediaOf(event.content).entries()) {
    const stored = message.media[index];
    const bytes = await bytesWithin(media, rt);
    if (!bytes || !stored) continue;
    await rt.files.put(inlineKey(stored.mediaId), bytes);
  }
  const done = await appendToConversation(message, touchOf(message, event, keyword !== null));
  await markHeard(contact._id, at);
  // A robot's "I am out of office" and a STOP are no reply to a campaign.
  const isReply = event.isAutomatic !== true && keyword === null;
  if (answer && isReply) await markReplied(answer.link.deliveryId, at, rt);
  await enqueueFollowUps(message, answer === null && event.inReplyTo !== undefined, rt);
  const announcements = [
    { topic: "conversation.changed", ref: conversation._id },
    { topic: "contact.changed", ref: contact._id },
  ];
  if (done === "repeated") return { outcome: { outcome: "repeated" }, announcements: [] };
  const outcome = answer ? "answers" : "in-thread";
  const word = keyword ? { keyword: keyword.kind } : {};
  return { outcome: { outcome, ...word }, announcements };
}

/** What came with the message itself: in it (a mail's attachment), or in our store (a web chat upload). */
async function bytesWithin(
  media: InboundMedia,
  rt: Pick<Runtime, "files">,
): Promise<Uint8Array | null> {
  if (media.inline !== undefined) return Buffer.from(media.inline, "base64");
  return media.fileKey === undefined ? null : rt.files.get(media.fileKey);
}

async function enqueueFollowUps(
  message: MessageRow,
  isUnlinked: boolean,
  rt: Runtime,
): Promise<void> {
  const payload = { messageId: message._id };
  if (message.media.length > 0) {
    await rt.queue.enqueue(fetchMedia, payload, { unique: message._id });
  }
  if (!isUnlinked) return;
  // The person was quicker than our own record of the send: look again when it is written.
  const at = new Date(rt.now().getTime() + 5 * SECOND_MS);
  await rt.queue.enqueue(relinkReply, { ...payload, attempt: 1 }, { at, unique: message._id });
}

export async function openConversation(
  owner: LoadedAccount,
  contact: ContactRow,
  address: ChannelAddress,
  at: Date,
  rt: Pick<Runtime, "newId">,
): Promise<ConversationRow> {
  return ensureConversation({
    _id: rt.newId("conversation"),
    workspaceId: owner.row.workspaceId,
    contactId: contact._id,
    contactName: contact.name,
    accountId: owner.row._id,
    channel: owner.row.channel,
    threadKey: threadKey(contact._id, owner.row._id),
    addressKind: address.kind,
    address: address.value,
    // The first message opens it; a STOP alone does not ask for anybody.
    state: "closed",
    assigneeId: null,
    snoozedUntil: null,
    // Whatever comes first: the later ones move it the same way.
    lastActivityAt: new Date(0),
    lastInboundAt: null,
    lastMessage: null,
    unreadCount: 0,
    isUnread: false,
    mentionedIds: [],
    campaignId: null,
    deliveryId: null,
    answeredAt: null,
    searchTokens: searchTokensOf({
      name: contact.name,
      identities: contact.identities,
      tags: [],
      listIds: [],
    }),
    createdAt: at,
  });
}

function messageRow(
  heard: Heard<MessageEvent>,
  conversation: ConversationRow,
  at: Date,
  link: Attribution | null,
  isDoubted: boolean,
): MessageRow {
  const { event } = heard;
  const externalKey = externalKeyOf(heard);
  const { text, extra } = wordsOf(event.content);
  return {
    _id: messageIdOf(externalKey),
    workspaceId: conversation.workspaceId,
    conversationId: conversation._id,
    contactId: conversation.contactId,
    direction: "in",
    text,
    media: mediaOf(event.content).map((media, index) => pendingMedia(media, externalKey, index)),
    extra: extraOf(event, isDoubted ? { ...extra, possibleOptOut: true } : extra),
    authorId: null,
    externalKey,
    deliveryId: link?.deliveryId ?? null,
    campaignId: link?.campaignId ?? null,
    inReplyTo: event.inReplyTo ?? null,
    groupId: event.groupId ?? null,
    answersBy: link?.answersBy ?? null,
    state: null,
    failure: null,
    mentions: [],
    at,
  };
}

export function externalKeyOf({ owner, event }: Heard<MessageEvent>): string {
  return `${owner.row._id}:${event.externalId}`;
}

/** The same message has the same id whichever call brings it. */
export function messageIdOf(externalKey: string): string {
  return `msg_${createHash("sha256").update(externalKey).digest("hex").slice(0, 26)}`;
}

/** The same cause has the same delivery: what is sent for it is sent once. */
export function deliveryIdFor(cause: string): string {
  return messageIdOf(cause).replace("msg_", "dlv_");
}

function mediaOf(content: InboundContent) {
  return content.type === "media" ? content.media : [];
}

function pendingMedia(
  media: ReturnType<typeof mediaOf>[number],
  externalKey: string,
  index: number,
): MessageMedia {
  return {
    mediaId: messageIdOf(`${externalKey}#${index}`).replace("msg_", "med_"),
    kind: media.kind,
    mimeType: media.mimeType ?? "application/octet-stream",
    fileName: media.fileName ?? "",
    bytes: 0,
    state: "pending",
  };
}

function wordsOf(content: InboundContent): { text: string; extra: Record<string, unknown> } {
  switch (content.type) {
    case "text":
      return { text: content.text, extra: {} };
    case "media":
      return { text: content.caption, extra: {} };
    case "choice":
      return { text: content.title, extra: { choiceId: content.id } };
    case "location": {
      const { latitude, longitude, label } = content;
      return { text: label ?? "", extra: { location: { latitude, longitude } } };
    }
    case "other":
      return { text: "", extra: { other: { what: content.what, detail: content.detail } } };
  }
}

function extraOf(
  event: MessageEvent,
  extra: Record<string, unknown>,
): Record<string, unknown> | null {
  const sources = mediaOf(event.content).map(({ inline, fileKey, ...source }) => ({
    ...source,
    isInline: inline !== undefined || fileKey !== undefined,
  }));
  const all = {
    ...extra,
    ...(sources.length > 0 ? { sources } : {}),
    ...(event.referral === undefined ? {} : { referral: event.referral }),
    ...(event.isAutomatic === true ? { isAutomatic: true } : {}),
  };
  return Object.keys(all).length > 0 ? all : null;
}

const PREVIEW_MAX = 140;
/** Search finds the beginning of what was written; a whole letter would make the row heavy. */
const FINDABLE_MAX = 40;

function touchOf(message: MessageRow, event: MessageEvent, isKeyword: boolean): ConversationTouch {
  const kind = event.content.type === "media" ? message.media[0]?.kind : event.content.type;
  const { campaignId, deliveryId } = message;
  const isQuiet = isKeyword || event.isAutomatic === true;
  return {
    at: message.at,
    tie: tieKey(event.externalId),
    preview: {
      text: message.text.slice(0, PREVIEW_MAX),
      direction: "in",
      ...(kind ? { kind } : {}),
    },
    isInbound: true,
    addsUnread: !isQuiet,
    ...(isQuiet ? {} : { state: "open" }),
    searchTokens: wordTokens(message.text.slice(0, PREVIEW_MAX)).slice(0, FINDABLE_MAX),
    answers: campaignId && deliveryId ? { campaignId, deliveryId } : undefined,
  };
}

type TraceEvent = Extract<PersonEvent, { readonly type: "reaction" | "deleted" }>;

/**
 * A reaction or a deletion is kept as a line of its own that names its target: the thread folds it in
 * when read, so it may come before the message it speaks of.
 */
export async function appendTrace(
  heard: Heard<TraceEvent>,
  contact: ContactRow,
  at: Date,
  rt: Runtime,
): Promise<Applied> {
  const { owner, event } = heard;
  const address = { kind: event.from.kind, value: event.from.value };
  const conversation = await openConversation(owner, contact, address, at, rt);
  const emoji = event.type === "reaction" ? event.emoji : null;
  const externalKey = `${owner.row._id}:${event.type}:${event.target}:${at.getTime()}:${emoji ?? ""}`;
  const message: MessageRow = {
    ...blankEvent(conversation, at),
    _id: messageIdOf(externalKey),
    externalKey,
    inReplyTo: event.target,
    extra: { event: event.type, target: `${owner.row._id}:${event.target}`, emoji },
  };
  const done = await appendToConversation(message, { at });
  const announcements = [{ topic: "conversation.changed", ref: conversation._id }];
  const outcome = done === "appended" ? "noted" : "noted-before";
  return { outcome: { outcome }, announcements };
}

/** A grey line of a thread. */
export function blankEvent(conversation: ConversationRow, at: Date): Omit<MessageRow, "_id"> {
  return {
    workspaceId: conversation.workspaceId,
    conversationId: conversation._id,
    contactId: conversation.contactId,
    direction: "event",
    text: "",
    media: [],
    extra: null,
    authorId: null,
    deliveryId: null,
    campaignId: null,
    inReplyTo: null,
    groupId: null,
    answersBy: null,
    state: null,
    failure: null,
    mentions: [],
    at,
  };
}
