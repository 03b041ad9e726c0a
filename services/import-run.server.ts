import { MINUTE_MS } from "#core/duration.ts";
import {
  addConsentCounts,
  addCounts,
  noConsentCounts,
  noCounts,
  type ConsentCounts,
  type ImportCounts,
} from "#core/import/counts.ts";
import { addressOf } from "#core/import/plan.ts";
import { channels } from "#channels/registry.ts";
import { runImport } from "#jobs/definitions/run-import.ts";
import { findAttributes } from "#models/attribute.server.ts";
import {
  claimImport,
  findIdleImports,
  findImportById,
  updateImport,
  type ContactImportRow,
  type ImportState,
} from "#models/contact-import.server.ts";
import { countPeople } from "./contacts.server.ts";
import { announce } from "./events.server.ts";
import {
  importBatch,
  planAgainstPeople,
  prepareBatch,
  readBatchRows,
  type BatchOutcome,
  type BatchScope,
} from "./import-batch.server.ts";
import { Expectation } from "./import-expectation.server.ts";
import { LostLease } from "./import-write.server.ts";
import { readBatches, TooManyBrokenLines, type UploadedRow } from "./import-reader.server.ts";
import { undoRows } from "./import-undo.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { tagMemory } from "./tags.server.ts";

/**
 * Large enough for one commit to cost little. Not larger: rows that live through two collections of
 * the young generation stay until the heap is full; with 1,000 the process grew by 172 MB.
 */
const BATCH_ROWS = 250;
const LEASE_MS = MINUTE_MS;

export type ImportRuntime = Pick<Runtime, "now" | "newId" | "files" | "queue" | "config" | "log">;

/** Takes the lease and moves the import to its next resting state; repeats and rivals do nothing. */
export async function moveImport(
  importId: string,
  rt: ImportRuntime,
): Promise<{ state: ImportState | "missing" | "busy" }> {
  const now = rt.now();
  const owner = `${rt.config.WORKER_NAME}:${rt.newId("import")}`;
  const job = await claimImport(importId, owner, now, new Date(now.getTime() + LEASE_MS));
  if (!job) return { state: (await findImportById(importId)) ? "busy" : "missing" };
  try {
    const state = await moved(job, rt);
    await announce(job.workspaceId, [{ topic: "import.done", ref: importId }], rt);
    return { state };
  } catch (error) {
    if (error instanceof LostLease) return { state: "busy" };
    throw error;
  }
}

async function moved(job: ContactImportRow, rt: ImportRuntime): Promise<ImportState> {
  if (job.state === "undoing") return undoRows(job, rt);
  const isDryRun = job.state === "checking";
  try {
    return isDryRun ? await checkRows(job, rt) : await importRows(job, rt);
  } catch (error) {
    if (!(error instanceof TooManyBrokenLines)) throw error;
    await settle(job, "failed", { failure: "too-many-broken-lines" }, rt);
    return "failed";
  }
}

/** Enqueues every import that should be moving and that nobody holds. */
export async function resumeIdleImports(rt: ImportRuntime): Promise<number> {
  const idle = await findIdleImports(rt.now());
  for (const { _id: importId } of idle) {
    await rt.queue.enqueue(runImport, { importId }, { unique: importId });
  }
  return idle.length;
}

async function scopeOf(job: ContactImportRow): Promise<BatchScope> {
  const attributes = await findAttributes(job.workspaceId);
  const choices = new Map(attributes.map((one) => [one.key, one.choices]));
  const kindsOf = new Map(channels.map((one) => [one.channel, one.addressKinds] as const));
  return { job, kindsOf, choicesOf: (key) => choices.get(key) ?? [] };
}

interface BatchAhead<Batch> {
  readonly batch: Batch;
  /** Starts on the batch after this one; without it, that waits for its turn. */
  lookAhead(): void;
}

/**
 * The next batch is read and understood while the one before it is being written: half of the work
 * is ours, half the database's. When to begin is the writer's to say: it knows when it will wait.
 */
async function* batchesAhead<Batch>(
  batches: AsyncGenerator<UploadedRow[]>,
  understand: (rows: readonly UploadedRow[]) => Batch | Promise<Batch>,
): AsyncGenerator<BatchAhead<Batch>> {
  const read = async (): Promise<Batch | null> => {
    const next = await batches.next();
    return next.done ? null : understand(next.value);
  };
  try {
    for (let batch = await read(); batch;) {
      let coming: Promise<Batch | null> | null = null;
      const lookAhead = (): void => {
        if (coming) return;
        coming = read();
        // Waited for in its turn; a failure before that must not count as unhandled.
        coming.catch(() => {});
      };
      yield { batch, lookAhead };
      lookAhead();
      batch = await (coming as Promise<Batch | null> | null);
    }
  } finally {
    await batches.return(undefined);
  }
}

async function importRows(job: ContactImportRow, rt: ImportRuntime): Promise<ImportState> {
  const scope = await scopeOf(job);
  const voice = progressVoice(job, rt);
  let { counts, consentCounts, firstOrdinal, finalOrdinal } = job;
  const uploaded = readBatches(job, counts.rows, BATCH_ROWS, rt);
  const ahead = batchesAhead(uploaded, (rows) => prepareBatch(rows, scope, rt));
  const expectation = new Expectation();
  const offerTags = tagMemory(job.workspaceId);
  let told: Promise<unknown> = Promise.resolve();
  for await (const { batch, lookAhead } of ahead) {
    const [isStopped] = await Promise.all([isStopAsked(job), told]);
    if (isStopped) return settle(job, "stopped", {}, rt);
    const before = { counts, consentCounts, firstOrdinal, finalOrdinal };
    const progress = (outcome: BatchOutcome) => ({
      counts: addCounts(before.counts, outcome.counts),
      consentCounts: addConsentCounts(before.consentCounts, outcome.consentCounts),
      firstOrdinal: before.firstOrdinal ?? outcome.firstOrdinal,
      finalOrdinal: outcome.finalOrdinal ?? before.finalOrdinal,
      leaseUntil: new Date(rt.now().getTime() + LEASE_MS),
    });
    await offerTags(batch.rows.flatMap(({ read }) => (read.ok ? read.value.tags : [])));
    const own = { ...rt, whileWriting: lookAhead, expectation };
    const outcome = await importBatch(batch, scope, progress, own);
    ({ counts, consentCounts, firstOrdinal, finalOrdinal } = progress(outcome));
    told = Promise.all([countPeople(job.workspaceId, outcome.counts.created), voice()]);
    // Waited for with the next batch; a failure before that must not count as unhandled.
    told.catch(() => {});
  }
  await told;
  return settle(job, "done", {}, rt);
}

/** The same reading and deciding, without a write; what earlier batches would have made is remembered. */
async function checkRows(job: ContactImportRow, rt: ImportRuntime): Promise<ImportState> {
  const scope = await scopeOf(job);
  const voice = progressVoice(job, rt);
  const seen = new SeenAddresses();
  let counts: ImportCounts = noCounts;
  let consentCounts: ConsentCounts = noConsentCounts;
  const uploaded = readBatches(job, 0, BATCH_ROWS, rt);
  const ahead = batchesAhead(uploaded, (rows) => readBatchRows(rows, scope));
  for await (const { batch: rows, lookAhead } of ahead) {
    lookAhead();
    if (await isStopAsked(job)) return settle(job, "draft", { dryRun: null, counts: noCounts }, rt);
    const plan = await planAgainstPeople(rows, scope, (address) => seen.has(address));
    for (const { read } of rows) {
      if (read.ok) for (const identity of read.value.identities) seen.add(addressOf(identity));
    }
    counts = addCounts(counts, plan.counts);
    consentCounts = addConsentCounts(consentCounts, foreseenConsents(plan, scope));
    const leaseUntil = new Date(rt.now().getTime() + LEASE_MS);
    await updateImport(job, { counts, consentCounts, leaseUntil });
    await voice();
  }
  const dryRun = { counts, consentCounts, at: rt.now() };
  const reset = { dryRun, counts: noCounts, consentCounts: noConsentCounts };
  return settle(job, "draft", reset, rt);
}

function foreseenConsents(
  plan: Awaited<ReturnType<typeof planAgainstPeople>>,
  { job, kindsOf }: BatchScope,
): ConsentCounts {
  const { consent } = job;
  if (!consent) return noConsentCounts;
  let granted = 0;
  let keptOptedOut = 0;
  const people = [
    ...plan.creates.map(({ person }) => ({ ...person, consents: [] })),
    ...plan.updates.map(({ person, change }) => ({
      ...person,
      identities: [...person.identities, ...change.addedIdentities],
    })),
    ...plan.unchanged.map(({ person }) => person),
  ];
  for (const { identities, consents } of people) {
    for (const channel of consent.channels) {
      const kinds = kindsOf.get(channel) ?? [];
      if (!identities.some(({ kind }) => kinds.includes(kind))) continue;
      for (const purpose of consent.purposes) {
        const row = consents.find((one) => one.channel === channel && one.purpose === purpose);
        if (row?.state === "withdrawn") keptOptedOut += 1;
        else if (row?.state !== "granted") granted += 1;
      }
    }
  }
  return { granted, keptOptedOut };
}

/** Addresses as 52-bit numbers: a million of them in 40 MB; two sharing one is a one in 10^9 chance. */
class SeenAddresses {
  private readonly numbers = new Set<number>();

  add(address: string): void {
    this.numbers.add(numberOf(address));
  }

  has(address: string): boolean {
    return this.numbers.has(numberOf(address));
  }
}

function numberOf(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return (high & 0xfffff) * 0x100000000 + (low >>> 0);
}

async function isStopAsked(job: ContactImportRow): Promise<boolean> {
  const row = await findImportById(job._id);
  if (row?.owner !== job.owner) throw new LostLease();
  return row.isStopAsked;
}

const ANNOUNCE_EVERY_MS = 500;

/** Tells open pages, at most twice a second. */
function progressVoice(job: ContactImportRow, rt: ImportRuntime): () => Promise<void> {
  let lastAt = 0;
  return async () => {
    const now = rt.now().getTime();
    if (now - lastAt < ANNOUNCE_EVERY_MS) return;
    lastAt = now;
    await announce(job.workspaceId, [{ topic: "import.progress", ref: job._id }], rt);
  };
}

async function settle(
  job: ContactImportRow,
  state: ImportState,
  set: Partial<ContactImportRow>,
  rt: ImportRuntime,
): Promise<ImportState> {
  const finishedAt = state === "draft" ? null : rt.now();
  const resting = { state, finishedAt, owner: null, leaseUntil: null, isStopAsked: false };
  await updateImport(job, { ...resting, ...set });
  return state;
}
