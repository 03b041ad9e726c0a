import { Schema } from "mongoose";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { newestFirst } from "./newest-first.server.ts";
import { native } from "./native.server.ts";

export const conversationStates = ["open", "waiting", "snoozed", "closed"] as const;
export type ConversationState = (typeof conversationStates)[number];

/** One asynchronous thread per contact and channel account. */
export interface ConversationRow {
  _id: string;
  workspaceId: string;
  contactId: string;
  contactName: string;
  accountId: string;
  channel: string;
  /** `<contactId>:<accountId>`: two webhooks at once can never open two. */
  threadKey: string;
  addressKind: string;
  address: string;
  state: ConversationState;
  assigneeId: string | null;
  snoozedUntil: Date | null;
  lastActivityAt: Date;
  lastInboundAt: Date | null;
  lastMessage: ConversationPreview | null;
  unreadCount: number;
  /** unreadCount > 0, as an indexed yes or no. */
  isUnread?: boolean;
  /** Members named in a note who have not looked since. */
  mentionedIds?: string[];
  /** Latest campaign delivery this thread answers. */
  campaignId: string | null;
  deliveryId: string | null;
  /** Time of the message that answered it. */
  answeredAt?: Date | null;
  searchTokens: string[];
  createdAt: Date;
}

export interface ConversationPreview {
  text: string;
  direction: "in" | "out" | "note";
  at: Date;
  /** What it is when it has no words: "image", "location", "reaction" … */
  kind?: string;
  /** Decides between messages of the same instant. */
  tie?: string;
}

const schema = new Schema<ConversationRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    contactId: { type: String, required: true },
    contactName: { type: String, default: "" },
    accountId: { type: String, required: true },
    channel: { type: String, required: true },
    threadKey: { type: String, required: true },
    addressKind: { type: String, required: true },
    address: { type: String, required: true },
    state: { type: String, required: true },
    assigneeId: { type: String, default: null },
    snoozedUntil: { type: Date, default: null },
    lastActivityAt: { type: Date, required: true },
    lastInboundAt: { type: Date, default: null },
    lastMessage: { type: Schema.Types.Mixed, default: null } as never,
    unreadCount: { type: Number, default: 0 },
    isUnread: { type: Boolean, default: false },
    mentionedIds: { type: [String], default: [] },
    campaignId: { type: String, default: null },
    deliveryId: { type: String, default: null },
    answeredAt: { type: Date, default: null },
    searchTokens: { type: [String], default: [] },
    createdAt: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ threadKey: 1 }, { unique: true });
// Views of the inbox: a state, newest activity first, in bounded windows.
schema.index({ workspaceId: 1, state: 1, lastActivityAt: 1 });
schema.index({ workspaceId: 1, assigneeId: 1, state: 1, lastActivityAt: 1 });
schema.index({ workspaceId: 1, searchTokens: 1, lastActivityAt: 1 });
// The numbers beside the views.
schema.index({ workspaceId: 1, isUnread: 1, lastActivityAt: 1 });
schema.index({ workspaceId: 1, mentionedIds: 1, lastActivityAt: 1 });
schema.index({ contactId: 1, lastActivityAt: 1 });
schema.index({ state: 1, snoozedUntil: 1 });
// Replies to one campaign.
schema.index({ campaignId: 1, lastActivityAt: 1 });

export const Conversations = defineModel<ConversationRow>("Conversation", schema, "conversations");

/** People with a thread in one of these states that moved since then. */
export async function findConversationPeople(
  workspaceId: string,
  state: ConversationState,
  since: Date,
): Promise<string[]> {
  const rows = await native(Conversations)
    .find({ workspaceId, state, lastActivityAt: { $gte: since } })
    .project<{ contactId: string }>({ _id: 0, contactId: 1 })
    .toArray();
  return rows.map((row) => row.contactId);
}

/** When these threads (`<contactId>:<accountId>`) last heard from their person. */
export async function findInboundTimes(
  threadKeys: readonly string[],
): Promise<{ readonly contactId: string; readonly lastInboundAt: Date }[]> {
  const rows = await native(Conversations)
    .find({ threadKey: { $in: [...threadKeys] } })
    .project<{ contactId: string; lastInboundAt: Date | null }>({ contactId: 1, lastInboundAt: 1 })
    .toArray();
  return rows.flatMap(({ contactId, lastInboundAt }) =>
    lastInboundAt ? [{ contactId, lastInboundAt }] : [],
  );
}

/** null = no such conversation in this workspace. */
export async function findConversation(
  workspaceId: string,
  id: string,
): Promise<ConversationRow | null> {
  const row = await Conversations.collection.findOne<ConversationRow>({ _id: id as never });
  return row?.workspaceId === workspaceId ? row : null;
}

/** Latest first. */
export async function findConversationsOf(
  workspaceId: string,
  contactId: string,
): Promise<ConversationRow[]> {
  const rows = await Conversations.collection.find<ConversationRow>({ contactId }).toArray();
  return rows
    .filter((row) => row.workspaceId === workspaceId)
    .sort((a, b) => b.lastActivityAt.getTime() - a.lastActivityAt.getTime());
}

/** The indexed part of a view; `token` searches. */
export type ConversationFilter =
  | { readonly state: ConversationState; readonly assigneeId?: string | null }
  | { readonly mentionedIds: string }
  | { readonly isUnread: true }
  | { readonly campaignId: string }
  | { readonly searchTokens: string };

export interface ConversationPage {
  readonly workspaceId: string;
  readonly filter: ConversationFilter;
  readonly before: Date;
  readonly limit: number;
}

/** One page of a view, newest activity first. */
export function listConversations(page: ConversationPage): Promise<ConversationRow[]> {
  return readNewest<ConversationRow>(page, {});
}

/** The same, of which only whose it is is read: for counting. */
export function listAssignees(page: ConversationPage): Promise<Listed[]> {
  return readNewest<Listed>(page, { workspaceId: 1, assigneeId: 1, lastActivityAt: 1 });
}

type Listed = Pick<ConversationRow, "workspaceId" | "assigneeId" | "lastActivityAt">;

function readNewest<Row extends Listed>(
  page: ConversationPage,
  projection: Readonly<Record<string, 1>>,
): Promise<Row[]> {
  const { workspaceId, filter } = page;
  // The index of replies to a campaign needs no workspace: the campaign has one.
  const scope = "campaignId" in filter ? filter : { workspaceId, ...filter };
  return newestFirst(
    page,
    (row) => row.lastActivityAt,
    async (from, to) => {
      const rows = await Conversations.collection
        .find<Row>({ ...scope, lastActivityAt: { $gte: from, $lt: to } }, { projection })
        .toArray();
      return rows.filter((row) => row.workspaceId === workspaceId);
    },
    { list: `conversations:${JSON.stringify([workspaceId, filter, page.limit])}` },
  );
}

const REPLIES_MAX = 200;
const REPLY_SPANS_DAYS = [1, 7, 30, 365, 3_650] as const;

/** Threads that answer a campaign, newest first: the span widens until the page is full. */
export async function findCampaignConversations(
  campaignId: string,
  now: Date,
): Promise<ConversationRow[]> {
  let rows: ConversationRow[] = [];
  for (const days of REPLY_SPANS_DAYS) {
    const since = new Date(now.getTime() - days * 24 * 3_600_000);
    rows = await native(Conversations)
      .find({ campaignId, lastActivityAt: { $gte: since } })
      .toArray();
    if (rows.length >= REPLIES_MAX) break;
  }
  rows.sort((a, b) => b.lastActivityAt.getTime() - a.lastActivityAt.getTime());
  return rows.slice(0, REPLIES_MAX);
}
