import { MINUTE_MS } from "#core/duration.ts";
import { fold } from "#core/contact/fold.ts";
import { searchTokensOf } from "#core/contact/search.ts";
import { inTransaction } from "#models/connection.server.ts";
import {
  findImportChanges,
  updateImport,
  type ContactImportRow,
  type ImportChangeRow,
  type ImportState,
} from "#models/contact-import.server.ts";
import {
  Contacts,
  findContactsByIds,
  findContactWindow,
  identityKey,
  type AttributeValue,
  type ContactRow,
} from "#models/contact.server.ts";
import { findConsentEventsByIds } from "#models/consent-event.server.ts";
import { findContactsWithHistory } from "#models/contact-history.server.ts";
import { recordConsents, type ConsentInput } from "./consent.server.ts";
import { countPeople } from "./contacts.server.ts";
import { announce } from "./events.server.ts";
import { storedFields } from "./import-write.server.ts";
import type { ImportRuntime } from "./import-run.server.ts";

const WINDOW = 500;

/**
 * Takes an import back. People it made are removed, unless something happened with them since (a
 * message, a note, an opt-out): those stay, without the consent of the file. People it changed get
 * back what it changed, field by field, where nobody changed it again. Safe to repeat.
 */
export async function undoRows(job: ContactImportRow, rt: ImportRuntime): Promise<ImportState> {
  let undo = job.undo ?? { removed: 0, restored: 0, kept: 0, next: 0 };
  const first = job.firstOrdinal ?? 1;
  const last = job.finalOrdinal ?? 0;
  for (let from = Math.max(first, undo.next); from <= last; from += WINDOW) {
    const done = await undoMade(job, from, Math.min(last, from + WINDOW - 1), rt);
    undo = {
      ...undo,
      removed: undo.removed + done.removed,
      kept: undo.kept + done.kept,
      next: from + WINDOW,
    };
    await keepPlace(job, undo, rt);
  }
  let restored = 0;
  for (let from = 1; from <= job.counts.rows; from += WINDOW) {
    const changes = await findImportChanges(job._id, from, from + WINDOW - 1);
    restored += await undoChanges(job, changes, rt);
    if (changes.length > 0) await keepPlace(job, undo, rt);
  }
  const resting = { owner: null, leaseUntil: null, finishedAt: rt.now() };
  await updateImport(job, { ...resting, state: "undone", undo: { ...undo, restored } });
  return "undone";
}

async function keepPlace(
  job: ContactImportRow,
  undo: NonNullable<ContactImportRow["undo"]>,
  rt: ImportRuntime,
): Promise<void> {
  await updateImport(job, { undo, leaseUntil: new Date(rt.now().getTime() + MINUTE_MS) });
  await announce(job.workspaceId, [{ topic: "import.progress", ref: job._id }], rt);
}

async function undoMade(
  job: ContactImportRow,
  from: number,
  to: number,
  rt: ImportRuntime,
): Promise<{ removed: number; kept: number }> {
  const window = await findContactWindow({ workspaceId: job.workspaceId, from, to });
  const own = window.filter((row) => row.importId === job._id);
  const busy = await findContactsWithHistory(own.map((row) => row._id));
  const kept = own.filter((row) => busy.has(row._id) || hasSpoken(row));
  const keptIds = new Set(kept.map((row) => row._id));
  const removed = own.filter((row) => !keptIds.has(row._id)).map((row) => row._id);
  await expireGrants(job, kept, rt);
  // In a transaction, like every write to many contacts: see docs/decisions/0001.
  const gone = await inTransaction(async (session) => {
    if (keptIds.size > 0) {
      const change = { $set: { importId: null, updatedAt: rt.now() } };
      const filter = { _id: { $in: [...keptIds] as never[] } };
      await Contacts.collection.updateMany(filter, change, { session });
    }
    if (removed.length === 0) return 0;
    const filter = { _id: { $in: removed as never[] } };
    return (await Contacts.collection.deleteMany(filter, { session })).deletedCount;
  });
  if (gone > 0) await countPeople(job.workspaceId, -gone);
  return { removed: removed.length, kept: kept.length };
}

/** Something only this person, or someone about them, can have said: it must not be forgotten. */
function hasSpoken(row: ContactRow): boolean {
  return row.lastInboundAt !== null || row.consents.some(({ state }) => state === "withdrawn");
}

/** Consent the file declared does not outlive the file; what people granted themselves does. */
async function expireGrants(
  job: ContactImportRow,
  people: readonly ContactRow[],
  rt: ImportRuntime,
): Promise<number> {
  const { consent } = job;
  if (!consent || people.length === 0) return 0;
  const granted = await findGrantsOf(job._id, people);
  const inputs = granted.map(({ contactId, channel, purpose }): ConsentInput => {
    const proof = { importId: job._id };
    const base = {
      workspaceId: job.workspaceId,
      contactId,
      channel,
      purpose,
      wording: null,
      proof,
    };
    const key = `undo:${job._id}:${contactId}:${channel}:${purpose}`;
    return { ...base, kind: "expired", source: "import-undo", actor: job.createdBy, key };
  });
  return (await recordConsents(inputs, rt)).recorded;
}

async function findGrantsOf(importId: string, people: readonly ContactRow[]) {
  const current = people.flatMap((row) =>
    row.consents.filter(({ state }) => state === "granted").map(({ eventId }) => eventId),
  );
  const events = await findConsentEventsByIds(current);
  return events.filter(({ proof }) => proof["importId"] === importId);
}

async function undoChanges(
  job: ContactImportRow,
  changes: readonly ImportChangeRow[],
  rt: ImportRuntime,
): Promise<number> {
  const byContact = new Map(changes.map((change) => [change.contactId, change]));
  const ids = [...byContact.keys()];
  const people = await findContactsByIds(job.workspaceId, ids);
  await expireGrants(job, people, rt);
  await inTransaction(async (session) => {
    const rows = await findContactsByIds(job.workspaceId, ids, session);
    const updates = rows.map((row) => {
      const change = byContact.get(row._id);
      const before = change ? withoutChange(row, change) : row;
      const set = { ...storedFields(before), updatedAt: rt.now() };
      const unset = before.identities.length === 0 ? { $unset: { identityKeys: "" } } : {};
      return { updateOne: { filter: { _id: row._id }, update: { $set: set, ...unset } } };
    });
    if (updates.length === 0) return;
    await Contacts.collection.bulkWrite(updates as never, { session, ordered: false });
  });
  return people.length;
}

/** The person as before the import, except for what somebody changed since. */
export function withoutChange(row: ContactRow, change: ImportChangeRow): ContactRow {
  const attributes: Record<string, AttributeValue> = { ...row.attributes };
  const plain: Record<string, AttributeValue | null> = {};
  for (const { path, before, after } of change.fields) {
    const key = path.startsWith("attributes.") ? path.slice("attributes.".length) : null;
    const current = key === null ? row[path as keyof ContactRow] : attributes[key];
    if (String(current ?? "") !== String(after ?? "")) continue;
    if (key === null) plain[path] = before;
    else if (before === null) delete attributes[key];
    else attributes[key] = before;
  }
  const added = new Set(change.addedIdentities.map((one) => identityKey("", one)));
  const next: ContactRow = {
    ...row,
    ...plain,
    attributes,
    identities: row.identities.filter((one) => !added.has(identityKey("", one))),
    tags: row.tags.filter((tag) => !change.addedTags.includes(tag)),
  };
  return { ...next, nameFolded: fold(next.name), searchTokens: searchTokensOf(next) };
}
