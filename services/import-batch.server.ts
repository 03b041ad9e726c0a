import { setImmediate } from "node:timers/promises";
import type { Consent } from "#core/consent/state.ts";
import type { ConsentCounts, ImportCounts } from "#core/import/counts.ts";
import { changedPerson } from "#core/import/merge.ts";
import { addressOf, planBatch, type BatchPlan, type ReadFileRow } from "#core/import/plan.ts";
import { readRow, type PersonRow } from "#core/import/row.ts";
import { inTransaction, isDuplicateKey, type Session } from "#models/connection.server.ts";
import type { ConsentTurn } from "#models/consent-writer.server.ts";
import { findTouchedPeople, type ContactImportRow } from "#models/contact-import.server.ts";
import {
  Contacts,
  findContactsByIdentityKeys,
  identityKey,
  ordinalCounter,
  type ContactRow,
} from "#models/contact.server.ts";
import { reserveNumbers } from "#models/counter.server.ts";
import { PreparedInserts } from "#models/prepared-inserts.server.ts";
import { inConsentTurn, planConsents, type ConsentDraft } from "./consent.server.ts";
import { newContactRow } from "./contacts.server.ts";
import { declaredConsents, declaredDrafts, sealLines } from "./import-consents.server.ts";
import type { UploadedRow } from "./import-reader.server.ts";
import type { Expectation } from "./import-expectation.server.ts";
import { moveOn, writeChanges, writeProblems } from "./import-write.server.ts";
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
  return rows.map(({ isBroken, row, line, cells }) => {
    if (isBroken) {
      return { row, line, cells, read: { ok: false, error: "quote-not-closed", column: null } };
    }
    const read = readRow(cells, scope.job.options, scope.choicesOf);
    if (read.ok) return { row, line, cells, read };
    return {
      row,
      line,
      cells,
      read: { ok: false, error: read.error, column: read.column ?? null },
    };
  });
}

/** A batch with everything done to it that can be done before its turn to be written comes. */
export interface PreparedBatch {
  readonly rows: readonly ReadFileRow[];
  /** Who each row would make, and what it would say in the ledger. */
  readonly newcomers: ReadonlyMap<PersonRow, Newcomer>;
  /** All newcomers, ready to be sent. */
  readonly inserts: PreparedInserts<ContactRow>;
}

export interface Newcomer {
  readonly person: ContactRow;
  readonly drafts: readonly ConsentDraft[];
}

/** Most rows of most files are somebody new: the work for them is done while the database writes. */
export async function prepareBatch(
  uploaded: readonly UploadedRow[],
  scope: BatchScope,
  rt: BatchRuntime,
): Promise<PreparedBatch> {
  const rows: ReadFileRow[] = [];
  for await (const slice of inSlices(uploaded)) rows.push(...readBatchRows(slice, scope));
  const readable = rows.filter(({ read }) => read.ok);
  const { workspaceId } = scope.job;
  const { length } = readable;
  // Rows that turn out to be about somebody known leave a gap, which is fine.
  let ordinal = length === 0 ? 0 : await reserveNumbers(ordinalCounter(workspaceId), length);
  const newcomers = new Map<PersonRow, Newcomer>();
  const inserts = new PreparedInserts(Contacts);
  for await (const slice of inSlices(readable)) {
    for (const { row, read } of slice) {
      if (!read.ok) continue;
      const person = newPerson(read.value, ordinal, scope, rt);
      const drafts = declaredDrafts(row, person, [], scope, rt);
      person.consents = planConsents(drafts, nobody, noLines).changed.get(person._id) ?? [];
      newcomers.set(read.value, { person, drafts });
      inserts.add(person);
      ordinal += 1;
    }
  }
  return { rows, newcomers, inserts };
}

const nobody: ReadonlyMap<string, readonly Consent[]> = new Map();
const noLines: ReadonlySet<string> = new Set();

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
  prepared: PreparedBatch,
  scope: BatchScope,
  progress: (outcome: BatchOutcome) => Record<string, unknown>,
  rt: BatchRuntime & { readonly whileWriting: () => void; readonly expectation: Expectation },
): Promise<BatchOutcome> {
  const { job } = scope;
  let unread = rt.expectation.areAllNew ? planAllNew(prepared.rows, scope) : null;
  const write = async (session: Session, turn: ConsentTurn | null): Promise<BatchOutcome> => {
    const plan = unread ?? (await planAgainstPeople(prepared.rows, scope, () => false, session));
    // Another attempt looks: somebody may be known after all.
    unread = null;
    const made = plan.creates.flatMap(({ person }) => prepared.newcomers.get(person) ?? []);
    const changed = plan.updates.map(({ row, person, change }) => ({
      row,
      change,
      person: changedPerson(person, change),
    }));
    const said = turn ? await declaredConsents({ plan, made, changed }, turn, scope, rt) : null;
    const inserted = insertsOf(made, prepared).write(session);
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
  const attempt = () =>
    job.consent
      ? inConsentTurn(job.workspaceId, (turn) => write(turn.session, turn))
      : inTransaction((session) => write(session, null));
  const isUnread = unread !== null;
  const outcome = await attempt().catch((error: unknown) => {
    if (!isUnread || !isDuplicateKey(error)) throw error;
    return attempt();
  });
  rt.expectation.learn(outcome.counts);
  return outcome;
}

/**
 * The batch as it is when nobody in it is known, without looking: the unique index on addresses
 * refuses the insert where that is wrong. null = an address stands in it twice, so that some rows
 * would not be inserted and nothing would be proved about whose they are.
 */
function planAllNew(
  rows: readonly ReadFileRow[],
  { job }: BatchScope,
): BatchPlan<ContactRow> | null {
  const plan = planBatch<ContactRow>({
    rows,
    owners: new Map(),
    isDone: () => false,
    wouldExist: () => false,
    rule: job.options.onExisting,
    tags: job.options.tags,
  });
  return plan.counts.duplicate === 0 ? plan : null;
}

/** What was prepared, where that is everybody; anew where some are known, or for another attempt. */
function insertsOf(made: readonly Newcomer[], { inserts, newcomers }: PreparedBatch) {
  if (inserts.isUsable && made.length === newcomers.size) return inserts;
  const fresh = new PreparedInserts(Contacts);
  for (const { person } of made) fresh.add(person);
  return fresh;
}

function newPerson(
  row: PersonRow,
  ordinal: number,
  { job }: BatchScope,
  rt: BatchRuntime,
): ContactRow {
  const { locale, zone, identities, attributes } = row;
  const tags = [...job.options.tags, ...row.tags];
  const { workspaceId } = job;
  const { name, firstName, lastName } = row.name ?? noName;
  const fields = { name, firstName, lastName, workspaceId, locale, zone, identities };
  const person = newContactRow({ ...fields, attributes, tags }, ordinal, rt);
  person.importId = job._id;
  return person;
}

const noName = { name: null, firstName: null, lastName: null };
