import { passes, closedBreaker } from "#core/delivery/breaker.ts";
import type { Alarm } from "#core/delivery/run-health.ts";
import type { DeliveryRow } from "#models/delivery.server.ts";
import type { RunControl } from "#models/campaign-run.server.ts";
import {
  claimBatch,
  claimKey,
  findBatch,
  readPayload,
  type BatchChange,
  type BatchPayloadRow,
  type DispatchBatchRow,
} from "#models/dispatch-batch.server.ts";
import type { Committed } from "#models/window-commit.server.ts";
import { loadAccount } from "./account-cache.server.ts";
import { doubtUntil, reach, type DispatchContext } from "./dispatch-context.server.ts";
import { settledRow } from "./dispatch-row.server.ts";
import { sendWindow, type Sent } from "./dispatch-send.server.ts";
import { noSettlement, settleWindow, type Settlement } from "./dispatch-settle.server.ts";
import { prepareWindow, type Job, type PreparedWindow } from "./dispatch-window.server.ts";
import { giveLateEvidence } from "./late-evidence.server.ts";
import { untilWritten } from "./persist.server.ts";
import { recover } from "./recovery.server.ts";

/** Waiting longer than this for tokens gives the slot to somebody else. */
const PATIENCE_MS = 2_000;
const POISON_ALONE_FROM = 3;
const POISON_FROM = 6;
const CANCEL_CHUNK = 500;
/** A shorter wait than this is cheaper than a write. */
const WRITE_BEFORE_WAIT_MS = 50;

export type BatchEnd =
  /** Every recipient has a row or stands in a retry batch. */
  | { readonly kind: "done"; readonly accountBroken: string | null; readonly alarm: Alarm | null }
  /** Given back at a window's end; `alarm` asks for the run to be paused. */
  | {
      readonly kind: "released";
      readonly accountBroken: string | null;
      readonly alarm: Alarm | null;
    }
  /** Somebody else holds it, or claimed it first. */
  | { readonly kind: "lost" };

/** Claims the batch and works it off, window by window. */
export async function dispatchBatch(
  due: DispatchBatchRow,
  context: DispatchContext,
): Promise<BatchEnd> {
  const { rt } = context;
  const isTakeover = due.state === "leased";
  if (isTakeover && !(await isAbandoned(due, context))) return { kind: "lost" };
  const claimed = await claimBatch(due, { owner: context.owner, until: leaseEnd(context) });
  if (!claimed) return { kind: "lost" };
  await reach("C3", rt);
  context.held.add(claimed.claim);
  try {
    const batch = claimed.window ? await recover(claimed, context) : claimed;
    return batch ? await workOff(batch, context) : { kind: "lost" };
  } finally {
    context.held.delete(claimed.claim);
  }
}

/** The lease may have been renewed since it was seen to be over: a holder that was only slow goes on. */
async function isAbandoned(seen: DispatchBatchRow, context: DispatchContext): Promise<boolean> {
  const batch = await findBatch(seen._id);
  if (!batch || batch.claim !== seen.claim || !batch.lease) return false;
  if (context.held.has(batch.claim)) return false;
  return batch.lease.owner === context.owner || batch.lease.until < context.rt.now();
}

function leaseEnd({ rt }: DispatchContext): Date {
  return new Date(rt.now().getTime() + rt.config.LEASE_MS);
}

/** null = a single message: nobody pauses or counts it. */
function runOf({ campaignId, runId }: DispatchBatchRow): string | null {
  return campaignId === null ? null : runId;
}

interface Work {
  readonly job: Job;
  readonly payload: BatchPayloadRow;
  readonly context: DispatchContext;
  readonly run: RunControl | null;
  batch: DispatchBatchRow;
  /** Outcomes of the window behind us, not on disk yet. */
  behind: Settlement;
  behindSent: readonly Sent[];
  /** Recipients before this have outcomes (on disk or in `behind`). */
  position: number;
  accountBroken: string | null;
  alarm: Alarm | null;
  restUntil: Date | null;
}

async function workOff(batch: DispatchBatchRow, context: DispatchContext): Promise<BatchEnd> {
  const work = await openWork(batch, context);
  if (work === "missing") return { kind: "lost" };
  while (work.position < batch.size) {
    const gate = await openGate(work);
    const end = gate.kind === "open" ? await runWindow(work, gate) : gate;
    if (end.kind === "cancel") return cancelRest(work);
    if (end.kind === "release") return release(work, end.change);
    if (end.kind === "lost") return { kind: "lost" };
  }
  const change = { state: "done", lease: null, window: null, ...progress(work) } as const;
  if (!(await commit(work, change))) return { kind: "lost" };
  return { kind: "done", accountBroken: work.accountBroken, alarm: work.alarm };
}

async function openWork(
  batch: DispatchBatchRow,
  context: DispatchContext,
): Promise<Work | "missing"> {
  const [payload, loaded, run] = await Promise.all([
    readPayload(batch._id),
    loadAccount(batch.accountId, context.rt),
    context.reads.control(runOf(batch)),
  ]);
  if (!payload || !loaded) {
    const facts = { event: "batch.unreadable", batchId: batch._id, hasPayload: payload !== null };
    context.rt.log.error(facts, "batch cannot be worked on");
    return "missing";
  }
  const renderer = run ? await context.renderer(run.revisionId) : null;
  return {
    job: { batch, loaded, single: payload.single, renderer },
    payload,
    context,
    run,
    batch,
    behind: noSettlement(),
    behindSent: [],
    position: batch.settled,
    accountBroken: null,
    alarm: null,
    restUntil: null,
  };
}

interface Open {
  readonly kind: "open";
  readonly size: number;
  readonly startMs: number;
  readonly intervalMs: number;
}

type Stop =
  { readonly kind: "release"; readonly change: BatchChange } | { readonly kind: "cancel" };

/** May the next window go? Account, breaker, tokens. */
async function openGate(work: Work): Promise<Open | Stop> {
  const { context, batch } = work;
  const { rt } = context;
  const now = rt.now().getTime();
  const later = (at: number): Stop => ({ kind: "release", change: { dueAt: new Date(at) } });
  if (context.isStopping || work.alarm !== null) return later(now);
  if (work.restUntil) return later(Math.max(now, work.restUntil.getTime()));
  const loaded = await loadAccount(batch.accountId, rt);
  if (!loaded || loaded.row.state !== "active") return later(now + 5_000);
  const breaker = context.breakers.get(batch.accountId) ?? closedBreaker;
  const pass = passes(breaker, now);
  if (pass === "no") return later(breaker.openUntilMs);
  const wanted = Math.min(pass === "probe" ? 1 : windowSize(work), batch.size - work.position);
  return takeSlots(work, wanted);
}

function heldBy(control: RunControl | null, batch: DispatchBatchRow): Stop | null {
  if (batch.campaignId === null) return null;
  if (!control || control.state === "cancelled") return { kind: "cancel" };
  return control.state === "paused" ? { kind: "release", change: { state: "paused" } } : null;
}

/** After three claims that moved nothing, people go one by one, so that the one that kills us stands alone. */
function windowSize(work: Work): number {
  const isSuspect =
    work.batch.claimCount > POISON_ALONE_FROM && work.position === work.batch.settled;
  return isSuspect ? 1 : work.context.rt.config.WINDOW_SIZE;
}

async function takeSlots(work: Work, wanted: number): Promise<Open | Stop> {
  const { context, batch, job, run } = work;
  const { row, adapter } = job.loaded;
  let size = wanted;
  let slots = { startMs: 0, intervalMs: 0 };
  const limits: [string, number][] = [];
  if (run?.ratePerSecond) limits.push([`run:${batch.runId}`, run.ratePerSecond]);
  limits.push([row._id, row.ratePerSecond ?? adapter.limits.ratePerSecond.value]);
  for (const [id, rate] of limits) {
    const paced = await context.pace(id).take(size, rate, PATIENCE_MS);
    if (paced.kind === "wait") {
      return { kind: "release", change: { dueAt: new Date(paced.untilMs - PATIENCE_MS / 2) } };
    }
    size = paced.slots.size;
    slots = {
      startMs: Math.max(slots.startMs, paced.slots.startMs),
      intervalMs: Math.max(slots.intervalMs, paced.slots.intervalMs),
    };
  }
  return { kind: "open", size, ...slots };
}

type Step = { readonly kind: "sent" } | { readonly kind: "lost" } | Stop;

/** One window: wait for its turn, look again, write the intent, send. */
async function runWindow(work: Work, gate: Open): Promise<Step> {
  if (!(await waitForTurn(work, gate))) return { kind: "lost" };
  const from = work.position;
  const to = Math.min(from + gate.size, work.batch.size);
  // The control document and the people are read last, right before the intent.
  const [control, prepared] = await Promise.all([
    work.context.reads.control(runOf(work.batch)),
    prepareNext(work, from, to),
  ]);
  const held = heldBy(control, work.batch);
  if (held) return held;
  await reach("C4", work.context.rt);
  await reach("C5", work.context.rt);
  const isEmpty = prepared.ready.length === 0;
  const settled = isEmpty ? to : from;
  const { owner } = work.context;
  const window = isEmpty ? null : { from, to, at: work.context.rt.now(), owner };
  const claimCount = settled > work.batch.settled ? 0 : work.batch.claimCount;
  // The lease is renewed with the intent: nobody may take the window while we may still send it.
  // Its age counts from before the write: the answer may come late, and then the lease is another's.
  const leasedAt = work.context.monotonicMs();
  const lease = { owner, until: leaseEnd(work.context) };
  if (!(await commit(work, { window, settled, claimCount, lease }, prepared.rows))) {
    return { kind: "lost" };
  }
  work.position = to;
  if (!isEmpty) await sendAndSettle(work, prepared.ready, gate, { from, leasedAt });
  return { kind: "sent" };
}

function prepareNext(work: Work, from: number, to: number): Promise<PreparedWindow> {
  const poisoned = poisonOf(work, to - from);
  if (poisoned) return Promise.resolve({ ready: [], rows: [poisoned] });
  return prepareWindow(work.job, work.payload.recipients.slice(from, to), work.context);
}

/** Nothing of ours may wait in memory while we wait for tokens. */
async function waitForTurn(work: Work, gate: Open): Promise<boolean> {
  const waitMs = gate.startMs - work.context.rt.now().getTime();
  if (waitMs < WRITE_BEFORE_WAIT_MS) return true;
  if (work.behindSent.length > 0) {
    if (!(await commit(work, { window: null, ...progress(work) }))) return false;
  }
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  return true;
}

async function sendAndSettle(
  work: Work,
  ready: PreparedWindow["ready"],
  gate: Open,
  { from, leasedAt }: { readonly from: number; readonly leasedAt: number },
): Promise<void> {
  const { context, job } = work;
  const { rt } = context;
  await reach("C6", rt);
  const { claim } = work.batch;
  const mayGo = () =>
    context.held.has(claim) && context.monotonicMs() - leasedAt < rt.config.LEASE_MS / 2;
  const sent = await sendWindow(job, ready, gate, mayGo, context);
  await reach("C9", rt);
  const verdicts = await settleWindow(job, { from }, sent, context);
  work.behind = verdicts;
  work.behindSent = sent;
  work.accountBroken = verdicts.broken ?? work.accountBroken;
  work.alarm = verdicts.alarm ?? work.alarm;
  work.restUntil = verdicts.restUntil;
}

function poisonOf(work: Work, size: number): DeliveryRow | null {
  const { batch, payload, context, position } = work;
  const recipient = payload.recipients[position];
  if (size !== 1 || !recipient || batch.claimCount <= POISON_FROM) return null;
  if (position !== batch.settled) return null;
  const detail = "every worker that took this message up stopped";
  const settled = { state: "failed", reason: "poison", detail } as const;
  return settledRow(batch, recipient, settled, context.rt.now());
}

function progress(work: Work): BatchChange {
  const { position, batch } = work;
  return { settled: position, claimCount: position > batch.settled ? 0 : batch.claimCount };
}

/** Writes what is behind us together with `change`. Holds its slot until it is written or lost. */
async function commit(
  work: Work,
  change: BatchChange,
  rows: readonly DeliveryRow[] = [],
): Promise<boolean> {
  const { batch, behind, context } = work;
  const runId = runOf(batch);
  const written = await untilWritten(
    () =>
      context.commits.commit({
        claim: batch.claim,
        change,
        rows: [...behind.rows, ...rows],
        doubtUntil: doubtUntil(context),
        retries: behind.retries,
        runId,
      }),
    context,
  );
  const sent = work.behindSent;
  work.behind = noSettlement();
  work.behindSent = [];
  if (written.kind === "lost") {
    context.held.delete(batch.claim);
    context.rt.log.warn({ event: "batch.lease-lost", batchId: batch._id }, "lease lost");
    await giveLateEvidence(work.job, sent, context.rt);
    return false;
  }
  report(written, batch, context);
  const settled = rows.length + behind.rows.length;
  if (runId !== null && settled > 0) context.noteSettled(runId, settled);
  if (settled > 0) await reach("C10", context.rt);
  work.batch = { ...batch, ...change };
  return true;
}

/** A row that was there before is never silent: the promise is one row per recipient. */
function report(written: Committed, batch: DispatchBatchRow, context: DispatchContext): void {
  if (written.kind !== "settled-before") return;
  const found = written.found.map((row) => ({ id: row._id, state: row.state }));
  const facts = { event: "delivery.settled-before", batchId: batch._id, found };
  context.rt.log.warn(facts, "deliveries had rows already");
}

async function release(work: Work, change: BatchChange): Promise<BatchEnd> {
  const { batch } = work;
  const epoch = batch.epoch + 1;
  const given = {
    state: "due",
    lease: null,
    window: null,
    ...progress(work),
    // A batch given back in good order was not anybody's death.
    claimCount: 0,
    epoch,
    claim: claimKey(batch._id, epoch),
    ...change,
  } as const;
  if (!(await commit(work, given))) return { kind: "lost" };
  return { kind: "released", accountBroken: work.accountBroken, alarm: work.alarm };
}

/** The run was cancelled: everybody still planned gets a row saying so. */
async function cancelRest(work: Work): Promise<BatchEnd> {
  const { batch, payload, context } = work;
  while (work.position < batch.size) {
    const to = Math.min(work.position + CANCEL_CHUNK, batch.size);
    const rows = payload.recipients
      .slice(work.position, to)
      .map((one) => settledRow(batch, one, { state: "cancelled" }, context.rt.now()));
    work.position = to;
    const isLast = to === batch.size;
    const end = isLast ? ({ state: "done", lease: null } as const) : {};
    const change = { ...end, window: null, settled: to, claimCount: 0 };
    if (!(await commit(work, change, rows))) return { kind: "lost" };
  }
  return { kind: "done", accountBroken: null, alarm: null };
}
