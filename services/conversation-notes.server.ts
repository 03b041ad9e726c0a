import { err, ok, type Result } from "#core/result.ts";
import { Conversations, findConversation } from "#models/conversation.server.ts";
import { appendToConversation } from "#models/conversation-writer.server.ts";
import { draftId, removeDraft, writeDraft } from "#models/draft.server.ts";
import { listMembers } from "#models/member.server.ts";
import { writePresence } from "#models/presence.server.ts";
import { tellChanged, type ActingOn } from "./conversation-moves.server.ts";
import { announce } from "./events.server.ts";
import { blankEvent } from "./inbound-message.server.ts";
import type { Runtime } from "./runtime.server.ts";

export const NOTE_MAX = 4_000;

/** For colleagues only. `@Name` of a member puts the conversation among their mentions. */
export async function addNote(
  input: ActingOn & { readonly text: string },
  rt: Pick<Runtime, "now" | "newId">,
): Promise<Result<{ messageId: string }, "not-found" | "empty" | "too-long">> {
  const text = input.text.trim();
  if (text === "") return err("empty");
  if (text.length > NOTE_MAX) return err("too-long");
  const row = await findConversation(input.workspaceId, input.conversationId);
  if (!row) return err("not-found");
  const members = await listMembers(input.workspaceId);
  const mentions = mentioned(text, members).filter((id) => id !== input.memberId);
  const messageId = rt.newId("message");
  await appendToConversation(
    {
      ...blankEvent(row, rt.now()),
      _id: messageId,
      direction: "note",
      text,
      authorId: input.memberId,
      mentions,
    },
    {
      at: rt.now(),
      tie: messageId,
      preview: { text: text.slice(0, 140), direction: "note" },
      isInbound: false,
      addsUnread: false,
    },
  );
  if (mentions.length > 0) {
    await Conversations.collection.updateOne({ _id: row._id as never }, {
      $addToSet: { mentionedIds: { $each: mentions } },
    } as never);
  }
  await removeDraft(row._id, input.memberId);
  await tellChanged(row, rt);
  return ok({ messageId });
}

/** Longest names first: "@Anna Berg" is not also "@Anna". */
export function mentioned(
  text: string,
  members: readonly { readonly memberId: string; readonly name: string }[],
): string[] {
  let rest = text.toLowerCase();
  const found: string[] = [];
  const byLength = members.toSorted((a, b) => b.name.length - a.name.length);
  for (const { memberId, name } of byLength) {
    const tag = `@${name.toLowerCase()}`;
    if (name === "" || !rest.includes(tag)) continue;
    rest = rest.replaceAll(tag, " ");
    found.push(memberId);
  }
  return found;
}

export const DRAFT_MAX = 20_000;

/** An emptied draft is gone. */
export async function keepDraft(
  input: ActingOn & { readonly text: string; readonly isNote: boolean },
  rt: Pick<Runtime, "now">,
): Promise<Result<null, "not-found">> {
  const row = await findConversation(input.workspaceId, input.conversationId);
  if (!row) return err("not-found");
  if (input.text.trim() === "") {
    await removeDraft(row._id, input.memberId);
    return ok(null);
  }
  await writeDraft({
    _id: draftId(row._id, input.memberId),
    workspaceId: row.workspaceId,
    text: input.text.slice(0, DRAFT_MAX),
    isNote: input.isNote,
    updatedAt: rt.now(),
  });
  return ok(null);
}

/** Twice the browser's beat: one lost beat does not make anybody vanish. */
const PRESENT_MS = 25_000;

/** "I am here", or "I am typing": colleagues with the same conversation open are told. */
export async function bePresent(
  input: ActingOn & { readonly memberName: string; readonly isTyping: boolean },
  rt: Pick<Runtime, "now">,
): Promise<Result<null, "not-found">> {
  const row = await findConversation(input.workspaceId, input.conversationId);
  if (!row) return err("not-found");
  await writePresence({
    _id: `${row._id}:${input.memberId}`,
    workspaceId: row.workspaceId,
    conversationId: row._id,
    memberId: input.memberId,
    memberName: input.memberName,
    isTyping: input.isTyping,
    until: new Date(rt.now().getTime() + PRESENT_MS),
  });
  await announce(row.workspaceId, [{ topic: "presence.changed", ref: row._id }], rt);
  return ok(null);
}
