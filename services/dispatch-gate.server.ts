import { passes, closedBreaker } from "#core/delivery/breaker.ts";
import type { RunControl } from "#models/campaign-run.server.ts";
import type { BatchChange } from "#models/batch-lease.server.ts";
import type { DispatchBatchRow } from "#models/dispatch-batch.server.ts";
import { loadAccount } from "./account-cache.server.ts";
import { commit, progress, type Work } from "./dispatch-work.server.ts";

/** Waiting longer than this for tokens gives the slot to somebody else. */
const PATIENCE_MS = 2_000;
const POISON_ALONE_FROM = 3;
/** A shorter wait than this is cheaper than a write. */
const WRITE_BEFORE_WAIT_MS = 50;

export interface Open {
  readonly kind: "open";
  readonly size: number;
  readonly startMs: number;
  readonly intervalMs: number;
}

export type Stop =
  { readonly kind: "release"; readonly change: BatchChange } | { readonly kind: "cancel" };

/** May the next window go? Account, breaker, tokens. */
export async function openGate(work: Work): Promise<Open | Stop> {
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

/** What the run's control document says to a window about to go. */
export function heldBy(control: RunControl | null, batch: DispatchBatchRow): Stop | null {
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

/** Nothing of ours may wait in memory while we wait for tokens. */
export async function waitForTurn(work: Work, gate: Open): Promise<boolean> {
  const waitMs = gate.startMs - work.context.rt.now().getTime();
  if (waitMs < WRITE_BEFORE_WAIT_MS) return true;
  if (work.behindSent.length > 0) {
    if (!(await commit(work, { window: null, ...progress(work) }))) return false;
  }
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  return true;
}
