import { appendLinks } from "#core/consent/chain.ts";
import type { Consent } from "#core/consent/state.ts";
import type { ConsentCounts, ImportCounts } from "#core/import/counts.ts";
import { changedPerson } from "#core/import/merge.ts";
import { addressOf, planBatch, type BatchPlan, type ReadFileRow } from "#core/import/plan.ts";
import { readRow, type PersonRow } from "#core/import/row.ts";
import { inTransaction, type Session } from "#models/connection.server.ts";
import type { ConsentTurn } from "#models/consent-writer.server.ts";
import {
  ContactImports,
  findTouchedPeople,
  ImportChanges,
  ImportProblems,
  type ContactImportRow,
} from "#models/contact-import.server.ts";
import {
  Contacts,
  findContactsByIdentityKeys,
  identityKey,
  ordinalCounter,
  type ContactRow,
} from "#models/contact.server.ts";
import { reserveNumbers } from "#models/counter.server.ts";
import {
  draftOf,
  inConsentTurn,
  planConsents,
  sha256,
  type ConsentDraft,
} from "./consent.server.ts";
import { identityKeysOf, newContactRow } from "./contacts.server.ts";
import type { UploadedRow } from "./import-reader.server.ts";
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
export function prepareBatch(
  uploaded: readonly UploadedRow[],
  scope: BatchScope,
  rt: BatchRuntime,
): PreparedBatch {
  const rows = readBatchRows(uploaded, scope);
  const newcomers = new Map<PersonRow, Newcomer>();
  for (const { row, read } of rows) {
    if (!read.ok) continue;
    const person = newcomer(read.value, scope, rt);
    newcomers.set(read.value, { person, drafts: declaredDrafts(row, person, [], scope, rt) });
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
    const consentCounts = turn
      ? await writeConsents({ plan, made, changed }, turn, scope, rt)
      : { granted: 0, keptOptedOut: 0 };
    await writePeople(plan, made, changed, scope, session, rt);
    const outcome: BatchOutcome = {
      counts: plan.counts,
      consentCounts,
      firstOrdinal: made[0]?.person.ordinal ?? null,
      finalOrdinal: made.at(-1)?.person.ordinal ?? null,
    };
    await moveOn(job, progress(outcome), session);
    return outcome;
  };
  if (!job.consent) return inTransaction((session) => write(session, null));
  return inConsentTurn(job.workspaceId, (turn) => write(turn.session, turn));
}

export class LostLease extends Error {
  override readonly name = "LostLease";
}

async function moveOn(
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

interface MadePerson {
  readonly row: number;
  readonly person: ContactRow;
}

interface NewPerson extends MadePerson {
  readonly drafts: readonly ConsentDraft[];
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

function newcomer(row: PersonRow, { job }: BatchScope, rt: BatchRuntime) {
  const { locale, zone, identities, attributes } = row;
  const tags = [...job.options.tags, ...row.tags];
  const { workspaceId } = job;
  const fields = { ...row.name, workspaceId, locale, zone, identities, attributes, tags };
  return { ...newContactRow(fields, 0, rt), importId: job._id };
}

interface NamedPeople {
  readonly plan: BatchPlan<ContactRow>;
  readonly made: readonly NewPerson[];
  readonly changed: readonly MadePerson[];
}

async function writeConsents(
  { plan, made, changed }: NamedPeople,
  turn: ConsentTurn,
  scope: BatchScope,
  rt: BatchRuntime,
): Promise<ConsentCounts> {
  const here = [...changed, ...plan.unchanged];
  const stored = await turn.readConsents(here.map(({ person }) => person._id));
  const before = new Map(stored.map((row) => [row.contactId, row.consents]));
  const drafts = [
    ...made.flatMap((one) => one.drafts),
    ...here.flatMap(({ row, person }) =>
      declaredDrafts(row, person, before.get(person._id) ?? [], scope, rt),
    ),
  ];
  const { fresh, changed: projections, keptOptedOut } = planConsents(drafts, before, new Set());
  const { rows, head } = appendLinks(turn.head, fresh, sha256);
  for (const { person } of made) {
    const consents = projections.get(person._id);
    if (consents) person.consents = consents;
    projections.delete(person._id);
  }
  await turn.write(rows, head, projections);
  return { granted: rows.length, keptOptedOut };
}

/** One line per channel the person has an address for, and purpose; none where it stands already. */
function declaredDrafts(
  row: number,
  person: Pick<ContactRow, "_id" | "identities">,
  consents: readonly Consent[],
  { job, kindsOf }: BatchScope,
  rt: BatchRuntime,
): ConsentDraft[] {
  const { consent } = job;
  if (!consent) return [];
  const kinds = new Set(person.identities.map((identity) => identity.kind));
  const channels = consent.channels.filter((channel) =>
    (kindsOf.get(channel) ?? []).some((kind) => kinds.has(kind)),
  );
  return channels.flatMap((channel) =>
    consent.purposes
      .filter(
        (purpose) =>
          !consents.some(
            (one) => one.channel === channel && one.purpose === purpose && one.state === "granted",
          ),
      )
      .map((purpose) =>
        draftOf(
          {
            workspaceId: job.workspaceId,
            contactId: person._id,
            channel,
            purpose,
            kind: "granted",
            wording: consent.wording,
            source: "import",
            actor: job.createdBy,
            proof: { importId: job._id, row: String(row), file: job.fileName, by: consent.source },
            at: new Date(`${consent.givenOn}T00:00:00Z`),
          },
          rt,
        ),
      ),
  );
}

async function writePeople(
  plan: BatchPlan<ContactRow>,
  made: readonly MadePerson[],
  changed: readonly (MadePerson & { change: BatchPlan<ContactRow>["updates"][number]["change"] })[],
  { job }: BatchScope,
  session: Session,
  rt: BatchRuntime & { readonly whileWriting: () => void },
): Promise<void> {
  if (made.length > 0) {
    const people = made.map(({ person }) => person);
    const inserted = Contacts.collection.insertMany(people as never, { session });
    // The longest wait of a batch. The command leaves first, then the next rows are looked at.
    setImmediate(rt.whileWriting);
    await inserted;
  }
  if (plan.problems.length > 0) {
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
