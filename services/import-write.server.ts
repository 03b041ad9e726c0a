import type { BatchPlan } from "#core/import/plan.ts";
import {
  ContactImports,
  ImportChanges,
  ImportProblems,
  type ContactImportRow,
} from "#models/contact-import.server.ts";
import { Contacts, type ContactRow } from "#models/contact.server.ts";
import type { Session } from "#models/connection.server.ts";
import { identityKeysOf } from "./contacts.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** Someone a row is about. */
export interface NamedPerson {
  readonly row: number;
  readonly person: ContactRow;
}

export async function writeProblems(
  plan: BatchPlan<ContactRow>,
  job: ContactImportRow,
  session: Session,
): Promise<void> {
  if (plan.problems.length === 0) return;
  const rows = plan.problems.map(({ row, line, cells, reason, column }) => ({
    _id: `${job._id}:${row}`,
    importId: job._id,
    row,
    line,
    cells: cells.map((cell) => cell.slice(0, STORED_CELL_MAX)),
    reason,
    column: column === null ? null : (job.header[column] ?? null),
  }));
  await ImportProblems.collection.insertMany(rows as never, { session });
}

type ChangedPerson = NamedPerson & { change: BatchPlan<ContactRow>["updates"][number]["change"] };

export async function writeChanges(
  changed: readonly ChangedPerson[],
  job: ContactImportRow,
  session: Session,
  rt: Pick<Runtime, "now">,
): Promise<void> {
  if (changed.length === 0) return;
  const updatedAt = rt.now();
  const updates = changed.map(({ person }) => ({
    updateOne: {
      filter: { _id: person._id },
      update: { $set: { ...storedFields(person), updatedAt } },
    },
  }));
  await Contacts.collection.bulkWrite(updates as never, { session, ordered: false });
  const changes = changed.map(({ row, person, change }) => ({
    _id: `${job._id}:${person._id}`,
    importId: job._id,
    row,
    contactId: person._id,
    ...change,
    // A dot in a key would be read as a path.
    fields: Object.entries(change.fields).map(([path, values]) => ({ path, ...values })),
  }));
  await ImportChanges.collection.insertMany(changes as never, { session });
}

/** A cell of a megabyte is named in the error file, not repeated in it. */
const STORED_CELL_MAX = 20_000;

/** What an import, or taking one back, may change of a person. */
export function storedFields(person: ContactRow) {
  const { name, firstName, lastName, nameFolded, locale, zone } = person;
  const { identities, attributes, tags, searchTokens, workspaceId } = person;
  return {
    ...{ name, firstName, lastName, nameFolded, locale, zone },
    ...{ identities, attributes, tags, searchTokens },
    ...identityKeysOf(workspaceId, identities),
  };
}

/** Somebody else moves this import now. */
export class LostLease extends Error {
  override readonly name = "LostLease";
}

/** The import's new place, if it is still ours to move. */
export async function moveOn(
  job: ContactImportRow,
  set: Record<string, unknown>,
  session: Session,
): Promise<void> {
  const { matchedCount } = await ContactImports.collection.updateOne(
    { _id: job._id as never, owner: job.owner },
    { $set: set },
    { session },
  );
  if (matchedCount !== 1) throw new LostLease();
}
