import type { DeliveryState } from "#core/delivery/state.ts";
import { findCampaignRun } from "#models/campaign-run.server.ts";
import { inTransaction } from "#models/connection.server.ts";
import { countSpanByState, findDeliveriesByIds } from "#models/delivery.server.ts";
import { findOpenBatches } from "#models/dispatch-batch.server.ts";
import { readPayloads } from "#models/batch-payload.server.ts";
import type { Session } from "#models/native.server.ts";
import { readCounts, sumCounts } from "#models/run-counter.server.ts";

export interface Reconciliation {
  readonly planned: number;
  /** In batches: never tried, and waiting for another try. */
  readonly waiting: number;
  readonly held: number;
  readonly rows: Readonly<Partial<Record<DeliveryState, number>>>;
  /** planned − everything found: 0, or something is wrong. */
  readonly difference: number;
  /** Kept totals that differ from the rows, by name: empty, or something is wrong. */
  readonly drift: Readonly<Record<string, { readonly kept: number; readonly counted: number }>>;
}

const SPAN = 2_000;

/** Counts everything again, row by row and batch by batch, in one snapshot of the database. */
export async function reconcile(runId: string): Promise<Reconciliation | null> {
  return inTransaction(async (session) => {
    const run = await findCampaignRun(runId, session);
    if (!run) return null;
    const rows: Partial<Record<DeliveryState, number>> = {};
    for (let from = 0; from < run.plannedCount; from += SPAN) {
      for (const { state, count } of await countSpanByState(runId, from, from + SPAN, session)) {
        rows[state] = (rows[state] ?? 0) + count;
      }
    }
    const { waiting, held } = await countWaiting(runId, session);
    const found = Object.values(rows).reduce((sum, count) => sum + count, 0) + waiting + held;
    const kept = sumCounts(await readCounts(runId, session));
    const difference = run.plannedCount - found;
    return {
      planned: run.plannedCount,
      waiting,
      held,
      rows,
      difference,
      drift: driftOf(kept, rows),
    };
  });
}

async function countWaiting(runId: string, session: Session) {
  const open = await findOpenBatches(runId, session);
  const withWindow = open.filter((batch) => batch.window);
  const payloads = await readPayloads(withWindow.map((batch) => batch._id));
  let waiting = 0;
  let held = 0;
  for (const batch of open) {
    const payload = payloads.find((one) => one._id === batch._id);
    let left = batch.size - batch.settled;
    if (batch.window && payload) {
      // People of the open window who were left out right before it have rows already.
      const ids = payload.recipients.slice(batch.window.from, batch.window.to);
      const rows = await findDeliveriesByIds(
        ids.map((one) => one.deliveryId),
        session,
      );
      left -= rows.length;
    }
    if (batch.isRetry) held += left;
    else waiting += left;
  }
  return { waiting, held };
}

function driftOf(
  kept: Readonly<Record<string, number>>,
  rows: Readonly<Partial<Record<DeliveryState, number>>>,
): Reconciliation["drift"] {
  const drift: Record<string, { kept: number; counted: number }> = {};
  const states = ["accepted", "failed", "skipped", "cancelled", "expired", "uncertain", "unknown"];
  for (const state of states as DeliveryState[]) {
    const one = { kept: kept[state] ?? 0, counted: rows[state] ?? 0 };
    if (one.kept !== one.counted) drift[state] = one;
  }
  return drift;
}
