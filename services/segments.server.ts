import type { Filter } from "#core/audience/filter.ts";
import type { Parts } from "#core/audience/parts.ts";
import { listToken } from "#core/contact/search.ts";
import { err, ok, type Result } from "#core/result.ts";
import {
  findAudience,
  findAudiences,
  findList,
  findLists,
  findSegment,
  findSegments,
  removeAudience,
  removeList,
  removeSegment,
  saveAudience,
  saveList,
  saveSegment,
  type AudienceParts,
} from "#models/audience.server.ts";
import { findCampaigns } from "#models/campaign.server.ts";
import { inTransaction } from "#models/connection.server.ts";
import { Contacts, findContactsByIds } from "#models/contact.server.ts";
import { announce } from "./events.server.ts";
import type { Runtime } from "./runtime.server.ts";

export type SaveError = "not-found" | "name-missing" | "name-taken";
/** `detail` names what still uses it. */
export type RemoveError = "not-found" | "in-use";

interface Draft {
  readonly workspaceId: string;
  /** null = a new one. */
  readonly id: string | null;
  readonly name: string;
}

type Saving = Pick<Runtime, "now" | "newId">;

export async function writeSegment(
  input: Draft & { readonly filter: Filter },
  rt: Saving,
): Promise<Result<{ id: string }, SaveError>> {
  const { workspaceId, filter } = input;
  const known = input.id === null ? null : await findSegment({ workspaceId, id: input.id });
  const named = checkName(input, known, await findSegments(workspaceId));
  if (!named.ok) return named;
  const now = rt.now();
  const id = known?._id ?? rt.newId("segment");
  const createdAt = known?.createdAt ?? now;
  await saveSegment({ _id: id, workspaceId, name: named.value, filter, createdAt, updatedAt: now });
  return ok({ id });
}

export async function writeList(
  input: Draft & { readonly description: string },
  rt: Saving,
): Promise<Result<{ id: string }, SaveError>> {
  const { workspaceId } = input;
  const known = input.id === null ? null : await findList({ workspaceId, id: input.id });
  const named = checkName(input, known, await findLists(workspaceId));
  if (!named.ok) return named;
  const now = rt.now();
  const id = known?._id ?? rt.newId("list");
  const description = input.description.trim().slice(0, 500);
  const dates = { createdAt: known?.createdAt ?? now, updatedAt: now };
  await saveList({ _id: id, workspaceId, name: named.value, description, ...dates });
  return ok({ id });
}

export async function writeAudience(
  input: Draft & { readonly include: Parts; readonly exclude: Parts },
  rt: Saving,
): Promise<Result<{ id: string }, SaveError>> {
  const { workspaceId } = input;
  const known = input.id === null ? null : await findAudience({ workspaceId, id: input.id });
  const named = checkName(input, known, await findAudiences(workspaceId));
  if (!named.ok) return named;
  const now = rt.now();
  const id = known?._id ?? rt.newId("audience");
  const parts = { include: copyParts(input.include), exclude: copyParts(input.exclude) };
  const dates = { createdAt: known?.createdAt ?? now, updatedAt: now };
  await saveAudience({ _id: id, workspaceId, name: named.value, ...parts, ...dates });
  return ok({ id });
}

export async function deleteSegment(key: {
  readonly workspaceId: string;
  readonly id: string;
}): Promise<Result<null, RemoveError>> {
  const row = await findSegment(key);
  if (!row) return err("not-found");
  const users = await usersOf(key.workspaceId, ({ segmentIds }) => segmentIds.includes(row._id));
  if (users.length > 0) return err("in-use", users.join(", "));
  await removeSegment(row._id);
  return ok(null);
}

export async function deleteList(key: {
  readonly workspaceId: string;
  readonly id: string;
}): Promise<Result<null, RemoveError>> {
  const row = await findList(key);
  if (!row) return err("not-found");
  const users = await usersOf(key.workspaceId, ({ listIds }) => listIds.includes(row._id));
  if (users.length > 0) return err("in-use", users.join(", "));
  await removeList(row._id);
  return ok(null);
}

export async function deleteAudience(key: {
  readonly workspaceId: string;
  readonly id: string;
}): Promise<Result<null, RemoveError>> {
  const row = await findAudience(key);
  if (!row) return err("not-found");
  const users = await usersOf(key.workspaceId, (parts) =>
    (parts.audienceIds ?? []).includes(row._id),
  );
  if (users.length > 0) return err("in-use", users.join(", "));
  await removeAudience(row._id);
  return ok(null);
}

const MEMBERS_MAX = 1_000;

/** Puts people on a list or takes them off; repeats change nothing. Returns how many changed. */
export async function changeListMembers(
  input: {
    readonly workspaceId: string;
    readonly listId: string;
    readonly contactIds: readonly string[];
    readonly isMember: boolean;
  },
  rt: Pick<Runtime, "now">,
): Promise<Result<{ changed: number }, "not-found">> {
  const { workspaceId, listId, isMember } = input;
  if (!(await findList({ workspaceId, id: listId }))) return err("not-found");
  // Strangers are left out here: a second condition beside the ids would read every contact.
  const asked = [...new Set(input.contactIds)].slice(0, MEMBERS_MAX);
  const contactIds = (await findContactsByIds(workspaceId, asked)).map(({ _id }) => _id);
  if (contactIds.length === 0) return ok({ changed: 0 });
  const result = await inTransaction((session) =>
    Contacts.collection.updateMany(
      { _id: { $in: contactIds as never[] } },
      {
        [isMember ? "$addToSet" : "$pull"]: { listIds: listId, searchTokens: listToken(listId) },
        $set: { updatedAt: rt.now() },
      } as never,
      { session },
    ),
  );
  const changes = contactIds.map((ref) => ({ topic: "contact.changed", ref }));
  await announce(workspaceId, changes, rt);
  return ok({ changed: result.matchedCount });
}

function checkName(
  { id, name }: Draft,
  known: { readonly _id: string } | null,
  others: readonly { readonly _id: string; readonly name: string }[],
): Result<string, SaveError> {
  if (id !== null && !known) return err("not-found");
  const trimmed = name.trim().slice(0, 120);
  if (trimmed === "") return err("name-missing");
  const isTaken = others.some(
    (other) => other._id !== id && other.name.toLowerCase() === trimmed.toLowerCase(),
  );
  return isTaken ? err("name-taken") : ok(trimmed);
}

/** Names of audiences, and of campaigns that have yet to settle who they write to. */
async function usersOf(
  workspaceId: string,
  isUsed: (parts: Parts) => boolean,
): Promise<readonly string[]> {
  const [audiences, campaigns] = await Promise.all([
    findAudiences(workspaceId),
    findCampaigns(workspaceId),
  ]);
  const open = campaigns.filter(({ state }) => state !== "done" && state !== "cancelled");
  return [...audiences, ...open]
    .filter(({ include, exclude }) => isUsed(include) || isUsed(exclude))
    .map(({ name }) => name);
}

function copyParts({ segmentIds, listIds }: Parts): AudienceParts {
  return { segmentIds: [...new Set(segmentIds)], listIds: [...new Set(listIds)] };
}
