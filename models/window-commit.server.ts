import { inTransaction, isDuplicateKey } from "./connection.server.ts";
import { Deliveries, findDeliveriesByIds, type DeliveryRow } from "./delivery.server.ts";
import {
  changeUnderClaim,
  DispatchBatches,
  insertBatches,
  type BatchChange,
  type BatchPayloadRow,
  type DispatchBatchRow,
} from "./dispatch-batch.server.ts";
import { native } from "./native.server.ts";
import { OpenDoubts } from "./open-doubt.server.ts";
import { addCounts, type Counts } from "./run-counter.server.ts";

/** One step of a batch: outcomes of the window behind, intent of the window ahead. */
export interface WindowCommit {
  readonly claim: string;
  readonly change: BatchChange;
  /** The uncertain ones stay open for evidence until `doubtUntil`. */
  readonly rows: readonly DeliveryRow[];
  readonly doubtUntil: Date;
  readonly retries: readonly { batch: DispatchBatchRow; payload: BatchPayloadRow }[];
  /** Where this writer keeps its share of the run's totals; null for single messages. */
  readonly counter: { readonly runId: string; readonly shard: string } | null;
}

export type Committed =
  | { readonly kind: "written" }
  /** Somebody else holds the batch now: nothing was written. */
  | { readonly kind: "lost" }
  /** Some rows were there before: the rest was written. Never silent. */
  | { readonly kind: "settled-before"; readonly found: readonly DeliveryRow[] };

class LostClaim extends Error {}

/**
 * All of it or nothing, in one commit: rows, batch position, next intent, retries and totals. One
 * transaction is also cheaper than the four writes it holds, as the disk is waited for once.
 */
export async function commitWindow(commit: WindowCommit): Promise<Committed> {
  const found: DeliveryRow[] = [];
  let pending = commit;
  for (;;) {
    try {
      await write(pending);
      return found.length > 0 ? { kind: "settled-before", found } : { kind: "written" };
    } catch (error) {
      if (error instanceof LostClaim) return { kind: "lost" };
      if (!isDuplicateKey(error)) throw error;
      const rest = await withoutExisting(pending);
      if (rest.isUnchanged) throw error;
      found.push(...rest.found);
      pending = rest.commit;
    }
  }
}

async function write(commit: WindowCommit): Promise<void> {
  const { claim, change, rows, doubtUntil: until, retries, counter } = commit;
  if (rows.length === 0 && retries.length === 0) {
    if (!(await changeUnderClaim(claim, change, null))) throw new LostClaim();
    return;
  }
  await inTransaction(async (session) => {
    if (!(await changeUnderClaim(claim, change, session))) throw new LostClaim();
    if (rows.length > 0) {
      await native(Deliveries).insertMany([...rows], { session, ordered: false });
    }
    const doubted = rows.filter(({ state }) => state === "uncertain");
    if (doubted.length > 0) {
      const doubts = doubted.map(({ _id, runId }) => ({ _id, runId, until }));
      await native(OpenDoubts).insertMany(doubts, { session, ordered: false });
    }
    const batches = retries.map(({ batch }) => batch);
    await insertBatches(
      batches,
      retries.map(({ payload }) => payload),
      session,
    );
    if (counter) await addCounts(counter.runId, counter.shard, countRows(rows), session);
  });
}

/** What the rows add to the run's totals: one per state, and one per reason of the skipped. */
export function countRows(rows: readonly Pick<DeliveryRow, "state" | "reason">[]): Counts {
  const counts: Counts = {};
  for (const { state, reason } of rows) {
    counts[state] = (counts[state] ?? 0) + 1;
    if (state === "skipped" && reason) {
      const name = `skipped:${reason}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}

/**
 * A duplicate key means part of this was written before (a commit whose answer was lost), or a row
 * exists that should not: keep what is there, write the rest, tell the caller.
 */
async function withoutExisting(commit: WindowCommit): Promise<{
  commit: WindowCommit;
  found: readonly DeliveryRow[];
  isUnchanged: boolean;
}> {
  const found = await findDeliveriesByIds(commit.rows.map((row) => row._id));
  const known = new Set(found.map((row) => row._id));
  const rows = await withFreeProviderIds(commit.rows.filter((row) => !known.has(row._id)));
  const retryIds = commit.retries.map(({ batch }) => batch._id);
  const existing = await native(DispatchBatches)
    .find({ _id: { $in: retryIds } }, { projection: { _id: 1 } })
    .toArray();
  const queued = new Set(existing.map((batch) => batch._id));
  const next: WindowCommit = {
    ...commit,
    rows: rows.rows,
    retries: commit.retries.filter(({ batch }) => !queued.has(batch._id)),
  };
  const isUnchanged = known.size === 0 && queued.size === 0 && rows.changed === 0;
  return { commit: next, found, isUnchanged };
}

/** A provider that names two messages alike must not cost us a row: the second goes without the name. */
async function withFreeProviderIds(
  rows: readonly DeliveryRow[],
): Promise<{ rows: readonly DeliveryRow[]; changed: number }> {
  const keys = rows.flatMap((row) => row.providerId ?? []);
  const taken = await native(Deliveries)
    .find({ providerId: { $in: keys } }, { projection: { providerId: 1 } })
    .toArray();
  const seen = new Set(taken.map((row) => row.providerId));
  let changed = 0;
  const kept = rows.map((row) => {
    const { providerId, ...rest } = row;
    if (providerId === undefined) return row;
    if (!seen.has(providerId)) {
      seen.add(providerId);
      return row;
    }
    changed += 1;
    return { ...rest, detail: `provider repeated the id ${providerId}` };
  });
  return { rows: kept, changed };
}
