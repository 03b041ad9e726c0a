import { err, ok, type Result } from "#core/result.ts";
import { CannedReplies, type CannedReplyRow } from "#models/canned-reply.server.ts";
import { isDuplicateKey } from "#models/connection.server.ts";
import type { Runtime } from "./runtime.server.ts";

export interface CannedReplyInput {
  readonly workspaceId: string;
  readonly memberId: string;
  /** Absent = a new one. */
  readonly id?: string | undefined;
  readonly shortcut: string;
  readonly text: string;
}

export async function saveCannedReply(
  input: CannedReplyInput,
  rt: Pick<Runtime, "now" | "newId">,
): Promise<Result<CannedReplyRow, "not-found" | "taken">> {
  const { workspaceId, text } = input;
  const shortcut = input.shortcut.toLowerCase();
  const before = input.id === undefined ? null : await find(workspaceId, input.id);
  if (input.id !== undefined && !before) return err("not-found");
  const row: CannedReplyRow = {
    _id: before?._id ?? rt.newId("cannedReply"),
    workspaceId,
    shortcut,
    text,
    createdBy: before?.createdBy ?? input.memberId,
    createdAt: before?.createdAt ?? rt.now(),
  };
  try {
    await CannedReplies.collection.replaceOne({ _id: row._id as never }, row, { upsert: true });
    return ok(row);
  } catch (error) {
    if (isDuplicateKey(error)) return err("taken");
    throw error;
  }
}

export async function removeCannedReply(input: {
  readonly workspaceId: string;
  readonly id: string;
}): Promise<boolean> {
  if (!(await find(input.workspaceId, input.id))) return false;
  await CannedReplies.collection.deleteOne({ _id: input.id as never });
  return true;
}

async function find(workspaceId: string, id: string): Promise<CannedReplyRow | null> {
  const row = await CannedReplies.collection.findOne<CannedReplyRow>({ _id: id as never });
  return row?.workspaceId === workspaceId ? row : null;
}
