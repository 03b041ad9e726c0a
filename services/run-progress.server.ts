import { findCampaignRun, type CampaignRunRow } from "#models/campaign-run.server.ts";
import { findLeasedBatches } from "#models/dispatch-batch.server.ts";
import { readCounts, sumCounts } from "#models/run-counter.server.ts";
import { countLiveWorkers } from "#models/worker.server.ts";
import type { Runtime } from "./runtime.server.ts";

export interface RunProgress {
  readonly run: CampaignRunRow;
  /** Everybody the planner has placed so far; final once `isPlanned`. */
  readonly planned: number;
  readonly isPlanned: boolean;
  /** Still in a batch: planned = pending + the states below, at every moment. */
  readonly pending: number;
  readonly accepted: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
  readonly expired: number;
  readonly uncertain: number;
  readonly unknown: number;
  readonly skippedBy: Readonly<Record<string, number>>;
  /** Facts about the accepted. */
  readonly sent: number;
  readonly delivered: number;
  readonly read: number;
  readonly clicked: number;
  readonly replied: number;
  /** Reported as failed after they were accepted. */
  readonly bounced: number;
  /** On the wire now. */
  readonly inFlight: number;
  readonly ratePerSecond: number;
  /** null while nothing moves. */
  readonly secondsLeft: number | null;
  readonly liveWorkers: number;
}

const RATE_FRESH_MS = 5_000;

/** Kept totals: the cost of this does not depend on the size of the run. */
export async function readProgress(
  runId: string,
  rt: Pick<Runtime, "now">,
): Promise<RunProgress | null> {
  const now = rt.now();
  // The run first: its planned count may lag behind the totals, never lead them into a negative rest.
  const run = await findCampaignRun(runId);
  if (!run) return null;
  const [shards, leased, liveWorkers] = await Promise.all([
    readCounts(runId),
    findLeasedBatches(runId),
    countLiveWorkers(now),
  ]);
  const counts = sumCounts(shards);
  const of = (name: string): number => counts[name] ?? 0;
  const states = ["accepted", "failed", "skipped", "cancelled", "expired", "uncertain", "unknown"];
  const settled = states.reduce((sum, state) => sum + of(state), 0);
  const planned = Math.max(run.plannedCount, settled);
  const pending = planned - settled;
  const fresh = shards.filter(
    (one) => one.rateAt && now.getTime() - one.rateAt.getTime() < RATE_FRESH_MS,
  );
  const ratePerSecond = fresh.reduce((sum, one) => sum + one.rate, 0);
  const inFlight = leased.reduce((sum, one) => {
    return sum + (one.window ? one.window.to - one.window.from : 0);
  }, 0);
  return {
    run,
    planned,
    isPlanned: run.plannedAt !== null,
    pending,
    accepted: of("accepted"),
    failed: of("failed"),
    skipped: of("skipped"),
    cancelled: of("cancelled"),
    expired: of("expired"),
    uncertain: of("uncertain"),
    unknown: of("unknown"),
    skippedBy: reasonsOf(counts),
    sent: of("sent"),
    delivered: of("delivered"),
    read: of("read"),
    clicked: of("clicked"),
    replied: of("replied"),
    bounced: of("bounced"),
    inFlight,
    ratePerSecond,
    secondsLeft: ratePerSecond > 0 && pending > 0 ? Math.ceil(pending / ratePerSecond) : null,
    liveWorkers,
  };
}

function reasonsOf(counts: Readonly<Record<string, number>>): Record<string, number> {
  const reasons: Record<string, number> = {};
  for (const [name, count] of Object.entries(counts)) {
    if (name.startsWith("skipped:")) reasons[name.slice("skipped:".length)] = count;
  }
  return reasons;
}
