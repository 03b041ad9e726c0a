import { inTransaction, isDuplicateKey } from "./connection.server.ts";
import { insertRows } from "./bulk-command.server.ts";
import { Deliveries, findDeliveriesByIds, type DeliveryRow } from "./delivery.server.ts";
import { changeEachUnderClaim, changeUnderClaim, type BatchChange } from "./batch-lease.server.ts";
import { DispatchBatches, insertBatches, type DispatchBatchRow } from "./dispatch-batch.server.ts";
import type { BatchPayloadRow } from "./batch-payload.server.ts";
import { native } from "./native.server.ts";
import { OpenDoubts } from "./open-doubt.server.ts";
import { addEachCounts, sumCounts, type Counts } from "./run-counter.server.ts";

/** One step of a batch: outcomes of the window behind, intent of the window ahead. */
export interface WindowCommit {
  readonly claim: string;
  readonly change: BatchChange;
  /** The uncertain ones stay open for evidence until `doubtUntil`. */
  readonly rows: readonly DeliveryRow[];
  readonly doubtUntil: Date;
  readonly retries: readonly { batch: DispatchBatchRow; payload: BatchPayloadRow }[];
  /** The run whose totals the rows count in; null for single messages. */
  readonly runId: string | null;
}

export type Committed =
  | { readonly kind: "written" }
  /** Somebody else holds the batch now: nothing was written. */
  | { readonly kind: "lost" }
  /** Some rows were there before: the rest was written. Never silent. */
  | { readonly kind: "settled-before"; readonly found: readonly DeliveryRow[] };

class LostClaim extends Error {}

/**
 * All of it or nothing, in one transaction: rows, batch positions, next intents, retries and totals.
 * It is cheaper than the writes it holds, as the disk is waited for once; several windows share it for
 * the same reason. One that cannot be written must not hold the others back: then each goes alone.
 */
export async function commitWindows(
  commits: readonly WindowCommit[],
  shard: string,
): Promise<Committed[]> {
  const [first] = commits;
  if (commits.length === 1 && first) return [await commitAlone(first, shard)];
  try {
    await write(commits, shard);
    return commits.map(() => ({ kind: "written" }));
  } catch (error) {
    if (!(error instanceof LostClaim) && !isDuplicateKey(error)) throw error;
  }
  const ends: Committed[] = [];
  for (const commit of commits) ends.push(await commitAlone(commit, shard));
  return ends;
}

async function commitAlone(commit: WindowCommit, shard: string): Promise<Committed> {
  const found: DeliveryRow[] = [];
  let pending = commit;
  for (;;) {
    try {
      await write([pending], shard);
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

async function write(commits: readonly WindowCommit[], shard: string): Promise<void> {
  const rows = commits.flatMap((one) => one.rows);
  const retries = commits.flatMap((one) => one.retries);
  const [first] = commits;
  if (commits.length === 1 && first && rows.length === 0 && retries.length === 0) {
    if (!(await changeUnderClaim(first.claim, first.change))) throw new LostClaim();
    return;
  }
  await inTransaction(async (session) => {
    if (!(await changeEachUnderClaim(commits, session))) throw new LostClaim();
    await insertRows(Deliveries, rows, session);
    await insertRows(OpenDoubts, commits.flatMap(doubtsOf), session);
    const batches = retries.map(({ batch }) => batch);
    const payloads = retries.map(({ payload }) => payload);
    await insertBatches(batches, payloads, session);
    await addEachCounts(countsByRun(commits), shard, session);
  });
}

function doubtsOf({ rows, doubtUntil: until }: WindowCommit) {
  const doubted = rows.filter(({ state }) => state === "uncertain");
  return doubted.map(({ _id, runId }) => ({ _id, runId, until }));
}

function countsByRun(commits: readonly WindowCommit[]): Map<string, Counts> {
  const sums = new Map<string, Counts>();
  for (const { runId, rows } of commits) {
    if (runId === null) continue;
    sums.set(runId, sumCounts([{ counts: sums.get(runId) ?? {} }, { counts: countRows(rows) }]));
  }
  return sums;
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
  const queued = await knownBatches(retryIds);
  const next: WindowCommit = {
    ...commit,
    rows: rows.rows,
    retries: commit.retries.filter(({ batch }) => !queued.has(batch._id)),
  };
  const isUnchanged = known.size === 0 && queued.size === 0 && rows.changed === 0;
  return { commit: next, found, isUnchanged };
}

async function knownBatches(batchIds: readonly string[]): Promise<ReadonlySet<string>> {
  // An empty list would be looked for in every batch there is; the same below.
  if (batchIds.length === 0) return new Set();
  const batches = await native(DispatchBatches)
    .find({ _id: { $in: [...batchIds] } }, { projection: { _id: 1 } })
    .toArray();
  return new Set(batches.map((batch) => batch._id));
}

/** A provider that names two messages alike must not cost us a row: the second goes without the name. */
async function withFreeProviderIds(
  rows: readonly DeliveryRow[],
): Promise<{ rows: readonly DeliveryRow[]; changed: number }> {
  const keys = rows.flatMap((row) => row.providerId ?? []);
  if (keys.length === 0) return { rows, changed: 0 };
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
