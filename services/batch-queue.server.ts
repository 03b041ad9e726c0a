import type { Lane } from "#core/delivery/state.ts";
import type { DispatchBatchRow } from "#models/dispatch-batch.server.ts";

/** Due batches a worker knows of, and whose turn it is. */
export interface BatchQueue {
  /** What a poll of this lane found; claims that are on their way are forgotten with the old list. */
  replace(lane: Lane, batches: readonly DispatchBatchRow[]): void;
  /** Leases to take over. */
  add(batches: readonly DispatchBatchRow[]): void;
  /** The next batch of the first lane that has one; the account with the fewest slots goes first. */
  take(lanes: readonly Lane[], busy: readonly DispatchBatchRow[]): DispatchBatchRow | null;
  hasRun(runId: string): boolean;
}

export function createBatchQueue(): BatchQueue {
  const byLane = new Map<Lane, DispatchBatchRow[]>();
  /** Dead workers' batches: first, whatever their lane. */
  let inherited: DispatchBatchRow[] = [];

  function pick(list: DispatchBatchRow[], busy: readonly DispatchBatchRow[]) {
    const load = new Map<string, number>();
    for (const { workspaceId, accountId } of busy) {
      for (const key of [workspaceId, accountId]) load.set(key, (load.get(key) ?? 0) + 1);
    }
    const isBusy = new Set(busy.map((batch) => batch._id));
    let best: DispatchBatchRow | null = null;
    let bestScore = Infinity;
    for (const batch of list) {
      if (isBusy.has(batch._id)) continue;
      const { workspaceId, accountId } = batch;
      const score = (load.get(workspaceId) ?? 0) * 1_000 + (load.get(accountId) ?? 0);
      if (score < bestScore) {
        best = batch;
        bestScore = score;
        if (score === 0) break;
      }
    }
    if (best) list.splice(list.indexOf(best), 1);
    return best;
  }

  return {
    replace: (lane, batches) => void byLane.set(lane, [...batches]),
    add(batches) {
      const known = new Set(inherited.map((batch) => batch.claim));
      inherited = [...inherited, ...batches.filter((batch) => !known.has(batch.claim))];
    },
    take(lanes, busy) {
      const taken = pick(inherited, busy);
      if (taken) return taken;
      for (const lane of lanes) {
        const batch = pick(byLane.get(lane) ?? [], busy);
        if (batch) return batch;
      }
      return null;
    },
    hasRun: (runId) =>
      [...byLane.values(), inherited].some((list) => list.some((one) => one.runId === runId)),
  };
}
