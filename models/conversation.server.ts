import { Schema } from "mongoose";
import { defineModel, schemaOptions } from "./define-model.server.ts";

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
  lastMessage: { text: string; direction: "in" | "out" | "note"; at: Date } | null;
  unreadCount: number;
  /** Latest campaign delivery this thread answers. */
  campaignId: string | null;
  deliveryId: string | null;
  searchTokens: string[];
  createdAt: Date;
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
    campaignId: { type: String, default: null },
    deliveryId: { type: String, default: null },
    searchTokens: { type: [String], default: [] },
    createdAt: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ threadKey: 1 }, { unique: true });
// Views of the inbox: a state, newest activity first, in bounded windows.
schema.index({ workspaceId: 1, state: 1, lastActivityAt: 1 });
schema.index({ workspaceId: 1, assigneeId: 1, state: 1, lastActivityAt: 1 });
schema.index({ workspaceId: 1, searchTokens: 1 });
schema.index({ contactId: 1, lastActivityAt: 1 });
schema.index({ state: 1, snoozedUntil: 1 });
// Replies to one campaign.
schema.index({ campaignId: 1, lastActivityAt: 1 });

export const Conversations = defineModel<ConversationRow>("Conversation", schema, "conversations");
