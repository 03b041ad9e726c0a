import { setImmediate } from "node:timers/promises";
import type { ConsentCounts, ImportCounts } from "#core/import/counts.ts";
import { changedPerson } from "#core/import/merge.ts";
import { addressOf, planBatch, type BatchPlan, type ReadFileRow } from "#core/import/plan.ts";
import { readRow, type PersonRow } from "#core/import/row.ts";
import { inTransaction, type Session } from "#models/connection.server.ts";
import type { ConsentTurn } from "#models/consent-writer.server.ts";
import { findTouchedPeople, type ContactImportRow } from "#models/contact-import.server.ts";
import {
  findContactsByIdentityKeys,
  identityKey,
  ordinalCounter,
  type ContactRow,
} from "#models/contact.server.ts";
import { reserveNumbers } from "#models/counter.server.ts";
import { inConsentTurn, type ConsentDraft } from "./consent.server.ts";
import { newContactRow } from "./contacts.server.ts";
import { declaredConsents, declaredDrafts, sealLines } from "./import-consents.server.ts";
import type { UploadedRow } from "./import-reader.server.ts";
import {
  insertPeople,
  moveOn,
  writeChanges,
  writeProblems,
  type NewPerson,
} from "./import-write.server.ts";
import { inSlices } from "./in-slices.server.ts";
import type { Runtime } from "./runtime.server.ts";

export interface BatchOutcome {
  readonly counts: ImportCounts;
  readonly consentCounts: ConsentCounts;
  readonly firstOrdinal: number | null;
  readonly finalOrdinal: number | null;
}

export interface BatchScope {
  readonly job: ContactImportRow;
  /** Which channels write to which kinds of address. */
  readonly kindsOf: ReadonlyMap<string, readonly string[]>;
  readonly choicesOf: (key: string) => readonly string[];
}

type BatchRuntime = Pick<Runtime, "now" | "newId">;

/** Reads every row by the mapping; touches nothing. */
export function readBatchRows(rows: readonly UploadedRow[], scope: BatchScope): ReadFileRow[] {
  return rows.map(({ isBroken, ...place }) => {
    if (isBroken) {
      return { ...place, read: { ok: false, error: "quote-not-closed", column: null } as const };
    }
    const read = readRow(place.cells, scope.job.options, scope.choicesOf);
    if (read.ok) return { ...place, read };
    return {
      ...place,
      read: { ok: false, error: read.error, column: read.column ?? null } as const,
    };
  });
}

/** A batch with everything done to it that can be done before its turn to be written comes. */
export interface PreparedBatch {
  readonly rows: readonly ReadFileRow[];
  /** By row: who it would make, but for the ordinal, and what it would say in the ledger. */
  readonly newcomers: ReadonlyMap<PersonRow, Newcomer>;
}

interface Newcomer {
  readonly person: Omit<ContactRow, "ordinal">;
  readonly drafts: readonly ConsentDraft[];
}

/** Most rows of most files are somebody new: the work for them is done while the database writes. */
export async function prepareBatch(
  uploaded: readonly UploadedRow[],
  scope: BatchScope,
  rt: BatchRuntime,
): Promise<PreparedBatch> {
  const rows: ReadFileRow[] = [];
  const newcomers = new Map<PersonRow, Newcomer>();
  for await (const slice of inSlices(uploaded)) {
    for (const one of readBatchRows(slice, scope)) {
      rows.push(one);
      if (!one.read.ok) continue;
      const person = newcomer(one.read.value, scope, rt);
      const drafts = declaredDrafts(one.row, person, [], scope, rt);
      newcomers.set(one.read.value, { person, drafts });
    }
  }
  return { rows, newcomers };
}

/** Decides a batch against the people who are here now. */
export async function planAgainstPeople(
  rows: readonly ReadFileRow[],
  scope: BatchScope,
  wouldExist: (address: string) => boolean,
  session?: Session,
): Promise<BatchPlan<ContactRow>> {
  const { job } = scope;
  const keys = rows.flatMap(({ read }) =>
    read.ok ? read.value.identities.map((one) => identityKey(job.workspaceId, one)) : [],
  );
  const people = await findContactsByIdentityKeys([...new Set(keys)], session);
  const owners = new Map(
    people.flatMap((person) =>
      person.identities
        .filter(({ accountId }) => accountId === null)
        .map((identity) => [addressOf(identity), person] as const),
    ),
  );
  const touched = await findTouchedPeople(
    job._id,
    people.map((person) => person._id),
    session,
  );
  return planBatch({
    rows,
    owners,
    isDone: (person) => person.importId === job._id || touched.has(person._id),
    wouldExist,
    rule: job.options.onExisting,
    tags: job.options.tags,
  });
}

/**
 * Writes a batch and the place it brings the import to, together or not at all: a worker killed in
 * the middle leaves the batch undone, and the next one starts with exactly these rows.
 */
export async function importBatch(
  { rows, newcomers }: PreparedBatch,
  scope: BatchScope,
  progress: (outcome: BatchOutcome) => Record<string, unknown>,
  rt: BatchRuntime & { readonly whileWriting: () => void },
): Promise<BatchOutcome> {
  const { job } = scope;
  const candidates = rows.filter(({ read }) => read.ok).length;
  const firstOrdinal =
    candidates === 0 ? 0 : await reserveNumbers(ordinalCounter(job.workspaceId), candidates);
  const write = async (session: Session, turn: ConsentTurn | null): Promise<BatchOutcome> => {
    const plan = await planAgainstPeople(rows, scope, () => false, session);
    const made = newPeople(plan, newcomers, firstOrdinal);
    const changed = plan.updates.map(({ row, person, change }) => ({
      row,
      change,
      person: changedPerson(person, change),
    }));
    const said = turn ? await declaredConsents({ plan, made, changed }, turn, scope, rt) : null;
    const inserted = insertPeople(made, session);
    // Waited for after other work; a failure before that must not count as unhandled.
    inserted.catch(() => {});
    // The longest wait of a batch. The command leaves first; then the ledger's lines are sealed and
    // the next rows looked at.
    await setImmediate();
    const sealed = turn && said ? await sealLines(said.fresh, turn) : null;
    rt.whileWriting();
    await inserted;
    if (turn && said && sealed) await turn.write(sealed.lines, sealed.head, said.changed);
    await writeProblems(plan, job, session);
    await writeChanges(changed, job, session, rt);
    const outcome: BatchOutcome = {
      counts: plan.counts,
      consentCounts: { granted: said?.fresh.length ?? 0, keptOptedOut: said?.keptOptedOut ?? 0 },
      firstOrdinal: made[0]?.person.ordinal ?? null,
      finalOrdinal: made.at(-1)?.person.ordinal ?? null,
    };
    await moveOn(job, progress(outcome), session);
    return outcome;
  };
  if (!job.consent) return inTransaction((session) => write(session, null));
  return inConsentTurn(job.workspaceId, (turn) => write(turn.session, turn));
}

/** Copies: a transaction that is tried again starts from what was prepared. */
function newPeople(
  plan: BatchPlan<ContactRow>,
  newcomers: PreparedBatch["newcomers"],
  firstOrdinal: number,
): NewPerson[] {
  return plan.creates.map(({ row, person }, index) => {
    const prepared = newcomers.get(person);
    if (!prepared) throw new Error(`Row ${row} of an import was not prepared.`);
    const { drafts } = prepared;
    return { row, drafts, person: { ...prepared.person, ordinal: firstOrdinal + index } };
  });
}

function newcomer(row: PersonRow, { job }: BatchScope, rt: BatchRuntime): ContactRow {
  const { locale, zone, identities, attributes } = row;
  const tags = [...job.options.tags, ...row.tags];
  const { workspaceId } = job;
  const fields = { ...row.name, workspaceId, locale, zone, identities, attributes, tags };
  const person = newContactRow(fields, 0, rt);
  person.importId = job._id;
  return person;
}
