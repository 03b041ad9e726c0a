import type { Alarm } from "#core/delivery/run-health.ts";
import type { DeliveryRow } from "#models/delivery.server.ts";
import { claimBatch, type BatchChange } from "#models/batch-lease.server.ts";
import { claimKey, findBatch, type DispatchBatchRow } from "#models/dispatch-batch.server.ts";
import { reach, type DispatchContext } from "./dispatch-context.server.ts";
import { heldBy, openGate, waitForTurn, type Open, type Stop } from "./dispatch-gate.server.ts";
import { settledRow } from "./dispatch-row.server.ts";
import { sendWindow } from "./dispatch-send.server.ts";
import { settleWindow } from "./dispatch-settle.server.ts";
import type { PreparedWindow } from "./dispatch-compose.server.ts";
import { prepareWindow } from "./dispatch-window.server.ts";
import { commit, leaseEnd, openWork, progress, runOf, type Work } from "./dispatch-work.server.ts";
import { recover } from "./recovery.server.ts";

const POISON_FROM = 6;
const CANCEL_CHUNK = 500;

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
