import { inTransaction, isDuplicateKey } from "./connection.server.ts";
import { Conversations, type ConversationRow } from "./conversation.server.ts";
import { Messages, type MessageRow } from "./message.server.ts";

/** Two webhooks at once both come here; the unique thread key lets one of them in and both get it. */
export async function ensureConversation(fresh: ConversationRow): Promise<ConversationRow> {
  const { threadKey } = fresh;
  const known = await Conversations.collection.findOne<ConversationRow>({ threadKey });
  if (known) return known;
  try {
    await Conversations.collection.insertOne(fresh as never);
    return fresh;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const first = await Conversations.collection.findOne<ConversationRow>({ threadKey });
    if (!first) throw error;
    return first;
  }
}

/** What a message does to its conversation, written so that any order of messages ends the same. */
export interface ConversationTouch {
  readonly at: Date;
  /** Orders messages of the same instant. */
  readonly tie: string;
  readonly preview: {
    readonly text: string;
    readonly direction: "in" | "out" | "note";
    readonly kind?: string;
  };
  readonly isInbound: boolean;
  readonly addsUnread: boolean;
  /** Opens a closed, snoozed or waiting conversation; absent leaves the state. */
  readonly state?: ConversationRow["state"];
  readonly answers?: { readonly campaignId: string; readonly deliveryId: string } | undefined;
  readonly searchTokens?: readonly string[];
}

/**
 * The message and its mark on the conversation, in one commit: a repeat changes neither.
 * A touch of `at` alone only moves the conversation up; null is a grey line that moves nothing.
 */
export async function appendToConversation(
  message: MessageRow,
  touch: ConversationTouch | { readonly at: Date } | null,
): Promise<"appended" | "repeated"> {
  try {
    await inTransaction(async (session) => {
      await Messages.collection.insertOne(message as never, { session });
      if (!touch) return;
      const filter = { _id: message.conversationId as never };
      const update = "tie" in touch ? touchPipeline(touch) : { $max: { lastActivityAt: touch.at } };
      await Conversations.collection.updateOne(filter, update as never, { session });
    });
    return "appended";
  } catch (error) {
    if (isDuplicateKey(error)) return "repeated";
    throw error;
  }
}

function touchPipeline(touch: ConversationTouch): Record<string, unknown>[] {
  const { at, tie } = touch;
  const last = { at: "$lastMessage.at", tie: { $ifNull: ["$lastMessage.tie", ""] } };
  const isNewer = {
    $or: [
      { $eq: [{ $ifNull: ["$lastMessage", null] }, null] },
      { $gt: [at, last.at] },
      { $and: [{ $eq: [at, last.at] }, { $gt: [literal(tie), last.tie] }] },
    ],
  };
  const preview = literal({ ...touch.preview, at, tie });
  const isNewerAnswer = { $gte: [at, { $ifNull: ["$answeredAt", LONG_AGO] }] };
  const keepOr = (value: string, field: string) => ({
    $cond: [isNewerAnswer, literal(value), `$${field}`],
  });
  const set: Record<string, unknown> = {
    lastActivityAt: { $max: ["$lastActivityAt", at] },
    lastMessage: { $cond: [isNewer, preview, "$lastMessage"] },
  };
  if (touch.isInbound) set["lastInboundAt"] = { $max: ["$lastInboundAt", at] };
  if (touch.addsUnread) {
    set["unreadCount"] = { $add: ["$unreadCount", 1] };
    set["isUnread"] = true;
  }
  if (touch.state) Object.assign(set, { state: touch.state, snoozedUntil: null });
  if (touch.searchTokens) {
    set["searchTokens"] = { $setUnion: ["$searchTokens", literal(touch.searchTokens)] };
  }
  if (touch.answers) {
    set["campaignId"] = keepOr(touch.answers.campaignId, "campaignId");
    set["deliveryId"] = keepOr(touch.answers.deliveryId, "deliveryId");
    set["answeredAt"] = { $max: ["$answeredAt", at] };
  }
  return [{ $set: set }];
}

const LONG_AGO = new Date(0);

/** Text of people may begin with "$" and would be read as a field. */
function literal(value: unknown): { $literal: unknown } {
  return { $literal: value };
}
