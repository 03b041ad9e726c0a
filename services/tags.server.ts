import { tagToken } from "#core/contact/search.ts";
import { Tags } from "#models/attribute.server.ts";
import { inTransaction, isDuplicateKey } from "#models/connection.server.ts";
import { Contacts, findContactsByIds } from "#models/contact.server.ts";
import { announce } from "./events.server.ts";
import type { Runtime } from "./runtime.server.ts";

export const TAG_MAX = 80;

/** Adds tags to those pages offer. */
export async function rememberTags(workspaceId: string, tags: readonly string[]): Promise<void> {
  if (tags.length === 0) return;
  const rows = tags.map((tag) => ({ _id: `${workspaceId}:${tag}`, workspaceId, tag }));
  try {
    await Tags.collection.insertMany(rows as never, { ordered: false });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

/** `rememberTags` for a long file: each tag is written once, not once a batch. */
export function tagMemory(workspaceId: string): (tags: readonly string[]) => Promise<void> {
  const known = new Set<string>();
  return async (tags) => {
    const fresh = [...new Set(tags)].filter((tag) => !known.has(tag));
    await rememberTags(workspaceId, fresh);
    for (const tag of fresh) known.add(tag);
  };
}

export interface BulkTagInput {
  readonly workspaceId: string;
  readonly contactIds: readonly string[];
  readonly tag: string;
  readonly does: "add" | "remove";
}

/** Returns the people it changed: undoing is the opposite for exactly these. */
export async function bulkTag(
  input: BulkTagInput,
  rt: Pick<Runtime, "now">,
): Promise<{ readonly changedIds: string[] }> {
  const tag = input.tag.trim().slice(0, TAG_MAX);
  if (tag === "") return { changedIds: [] };
  const rows = await findContactsByIds(input.workspaceId, input.contactIds);
  const isAdding = input.does === "add";
  const changedIds = rows
    .filter((row) => row.tags.includes(tag) !== isAdding)
    .map((row) => row._id);
  if (changedIds.length === 0) return { changedIds };
  const change = { tags: tag, searchTokens: tagToken(tag) };
  const updatedAt = rt.now();
  await inTransaction((session) =>
    Contacts.collection.updateMany(
      { _id: { $in: changedIds as never[] } },
      isAdding
        ? { $addToSet: change, $set: { updatedAt } }
        : { $pull: change as never, $set: { updatedAt } },
      { session },
    ),
  );
  if (isAdding) await rememberTags(input.workspaceId, [tag]);
  await announce(input.workspaceId, [{ topic: "contacts.changed", ref: tag }], rt);
  return { changedIds };
}
