import { err, ok, type Result } from "#core/result.ts";
import {
  Conversations,
  findConversation,
  type ConversationRow,
  type ConversationState,
} from "#models/conversation.server.ts";
import { appendToConversation } from "#models/conversation-writer.server.ts";
import { findMemberById } from "#models/member.server.ts";
import { announce } from "./events.server.ts";
import { blankEvent } from "./inbound-message.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** Which conversation, and which member acts. */
export interface ActingOn {
  readonly workspaceId: string;
  readonly conversationId: string;
  readonly memberId: string;
}

type Moving = Pick<Runtime, "now" | "newId">;
type MoveError = "not-found";

/** `assigneeId` null = nobody's. The state before comes back, for an undo. */
export async function assignConversation(
  input: ActingOn & { readonly assigneeId: string | null },
  rt: Moving,
): Promise<Result<{ before: string | null }, MoveError | "not-a-member">> {
  const { assigneeId } = input;
  if (assigneeId !== null && !(await findMemberById(input.workspaceId, assigneeId))) {
    return err("not-a-member");
  }
  const row = await findConversation(input.workspaceId, input.conversationId);
  if (!row) return err("not-found");
  if (row.assigneeId === assigneeId) return ok({ before: row.assigneeId });
  await change(row, { assigneeId }, rt);
  await addLine(row, input.memberId, { event: "assigned", assigneeId }, rt);
  return ok({ before: row.assigneeId });
}

export interface StateBefore {
  readonly state: ConversationState;
  readonly snoozedUntil: Date | null;
}

/** `until` null = until the person writes again. */
export function snoozeConversation(
  input: ActingOn & { readonly until: Date | null },
  rt: Moving,
): Promise<Result<StateBefore, MoveError>> {
  return moveConversation(input, "snoozed", input.until, rt);
}

/** Closing a conversation is having read it. */
export function closeConversation(
  input: ActingOn,
  rt: Moving,
): Promise<Result<StateBefore, MoveError>> {
  return moveConversation(input, "closed", null, rt);
}

export function reopenConversation(
  input: ActingOn,
  rt: Moving,
): Promise<Result<StateBefore, MoveError>> {
  return moveConversation(input, "open", null, rt);
}

async function moveConversation(
  input: ActingOn,
  state: ConversationState,
  snoozedUntil: Date | null,
  rt: Moving,
): Promise<Result<StateBefore, MoveError>> {
  const row = await findConversation(input.workspaceId, input.conversationId);
  if (!row) return err("not-found");
  const before = { state: row.state, snoozedUntil: row.snoozedUntil };
  const read = state === "closed" ? { unreadCount: 0, isUnread: false } : {};
  await change(row, { state, snoozedUntil, ...read }, rt);
  if (row.state !== state) await addLine(row, input.memberId, { event: state }, rt);
  return ok(before);
}

/** Everything the person wrote has been seen by somebody. */
export async function markRead(input: ActingOn, rt: Moving): Promise<Result<null, MoveError>> {
  const row = await findConversation(input.workspaceId, input.conversationId);
  if (!row) return err("not-found");
  const isMentioned = row.mentionedIds?.includes(input.memberId) ?? false;
  if (row.unreadCount === 0 && !isMentioned) return ok(null);
  await Conversations.collection.updateOne({ _id: row._id as never }, {
    $set: { unreadCount: 0, isUnread: false },
    $pull: { mentionedIds: input.memberId },
  } as never);
  await tellChanged(row, rt);
  return ok(null);
}

export async function markUnread(input: ActingOn, rt: Moving): Promise<Result<null, MoveError>> {
  const row = await findConversation(input.workspaceId, input.conversationId);
  if (!row) return err("not-found");
  await change(row, { unreadCount: Math.max(1, row.unreadCount), isUnread: true }, rt);
  return ok(null);
}

/** Snoozes that are over; returns how many woke. */
export async function wakeSnoozed(rt: Moving): Promise<number> {
  const due = await Conversations.collection
    .find<ConversationRow>({
      state: "snoozed",
      snoozedUntil: { $gt: new Date(0), $lte: rt.now() },
    })
    .toArray();
  for (const row of due) {
    await change(row, { state: "open", snoozedUntil: null, isUnread: true }, rt);
    await addLine(row, null, { event: "woke" }, rt);
  }
  return due.length;
}

async function change(
  row: ConversationRow,
  set: Partial<ConversationRow>,
  rt: Moving,
): Promise<void> {
  await Conversations.collection.updateOne({ _id: row._id as never }, { $set: set });
  await tellChanged(row, rt);
}

export async function tellChanged(
  row: Pick<ConversationRow, "_id" | "workspaceId">,
  rt: Pick<Runtime, "now">,
): Promise<void> {
  await announce(row.workspaceId, [{ topic: "conversation.changed", ref: row._id }], rt);
}

async function addLine(
  row: ConversationRow,
  memberId: string | null,
  extra: Record<string, unknown>,
  rt: Moving,
): Promise<void> {
  const line = {
    ...blankEvent(row, rt.now()),
    _id: rt.newId("message"),
    authorId: memberId,
    extra,
  };
  await appendToConversation(line, null);
}
