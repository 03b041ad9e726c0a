import { Schema } from "mongoose";
import { DAY_MS } from "#core/duration.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { newestFirst } from "./newest-first.server.ts";

export interface MessageMedia {
  readonly mediaId: string;
  readonly kind: string;
  readonly mimeType: string;
  readonly fileName: string;
  readonly bytes: number;
  /** pending = still at the provider. */
  readonly state: "pending" | "stored" | "expired" | "refused";
  readonly detail?: string | undefined;
}

/** A bubble, note or grey line of a conversation. Campaign messages appear here once their person answers or is opened. */
export interface MessageRow {
  _id: string;
  workspaceId: string;
  conversationId: string;
  contactId: string;
  direction: "in" | "out" | "note" | "event";
  text: string;
  media: MessageMedia[];
  /** Buttons we sent, the choice they made, a location … for the bubble. */
  extra: Record<string, unknown> | null;
  /** Member id, "bot", "campaign" or null (the person). */
  authorId: string | null;
  /** `<accountId>:<provider id>`; unique, absent for notes and events. */
  externalKey?: string;
  /** The delivery that carried it (out) or that it answers (in). */
  deliveryId: string | null;
  campaignId: string | null;
  /** Provider id of the quoted message, and our message when known. */
  inReplyTo: string | null;
  groupId: string | null;
  /** exact = the provider quoted it; window = last delivery within the window. */
  answersBy: "exact" | "window" | null;
  state: "pending" | "accepted" | "sent" | "delivered" | "read" | "failed" | "unknown" | null;
  failure: string | null;
  mentions: string[];
  at: Date;
}

const schema = new Schema<MessageRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    conversationId: { type: String, required: true },
    contactId: { type: String, required: true },
    direction: { type: String, required: true },
    text: { type: String, default: "" },
    media: { type: [Schema.Types.Mixed], default: [] } as never,
    extra: { type: Schema.Types.Mixed, default: null } as never,
    authorId: { type: String, default: null },
    externalKey: { type: String },
    deliveryId: { type: String, default: null },
    campaignId: { type: String, default: null },
    inReplyTo: { type: String, default: null },
    groupId: { type: String, default: null },
    answersBy: { type: String, default: null },
    state: { type: String, default: null },
    failure: { type: String, default: null },
    mentions: { type: [String], default: [] },
    at: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ conversationId: 1, at: 1 });
schema.index({ externalKey: 1 }, { unique: true, sparse: true });
// A status of a reply finds its bubble; the timeline of a delivery finds its answers.
schema.index({ deliveryId: 1 });
schema.index({ contactId: 1, at: 1 });

export const Messages = defineModel<MessageRow>("Message", schema, "messages");

/** By its own key; the caller compares the workspace or the conversation. */
export function findMessage(id: string): Promise<MessageRow | null> {
  return Messages.collection.findOne<MessageRow>({ _id: id as never });
}

/** The newest part of a thread, in no promised order: core/conversation/thread arranges it. */
export function findThread(
  conversationId: string,
  page: { readonly before: Date; readonly limit: number },
): Promise<MessageRow[]> {
  return newestFirst(
    page,
    (row) => row.at,
    (from, to) =>
      Messages.collection
        .find<MessageRow>({ conversationId, at: { $gte: from, $lt: to } })
        .toArray(),
    // People write a few lines a day.
    { firstMs: DAY_MS },
  );
}
