import { Deliveries, type DeliveryRow } from "./delivery.server.ts";
import { native, type Session } from "./native.server.ts";
import { OpenDoubts } from "./open-doubt.server.ts";
import { addCounts, type Counts } from "./run-counter.server.ts";

export interface StatusChange {
  readonly row: DeliveryRow;
  readonly set: Record<string, unknown>;
  readonly counts: Counts;
}

/** Rows and totals in the caller's transaction. Equal changes of many rows are one write. */
export async function writeStatusChanges(
  changes: readonly StatusChange[],
  session: Session,
): Promise<void> {
  if (changes.length === 0) return;
  const groups = new Map<string, { set: Record<string, unknown>; ids: string[] }>();
  for (const { row, set } of changes) {
    const key = JSON.stringify(set);
    const group = groups.get(key);
    if (group) group.ids.push(row._id);
    else groups.set(key, { set, ids: [row._id] });
  }
  const operations = [...groups.values()].map(({ set, ids }) => ({
    updateMany: { filter: { _id: { $in: ids } }, update: { $set: set as Partial<DeliveryRow> } },
  }));
  await native(Deliveries).bulkWrite(operations, { session, ordered: false });
  const settled = changes.filter(({ set }) => "state" in set).map(({ row }) => row._id);
  if (settled.length > 0) {
    await native(OpenDoubts).deleteMany({ _id: { $in: settled } }, { session });
  }
  // A few documents to write to, or batches of receipts would wait for each other.
  const shard = `status:${(changes[0]?.row.seq ?? 0) % 8}`;
  for (const [runId, counts] of sumPerRun(changes)) {
    await addCounts(runId, shard, counts, session);
  }
}

function sumPerRun(changes: readonly StatusChange[]): Map<string, Counts> {
  const sums = new Map<string, Counts>();
  for (const { row, counts } of changes) {
    if (row.campaignId === null) continue;
    const sum = sums.get(row.runId) ?? {};
    sums.set(row.runId, sum);
    for (const [name, by] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + by;
  }
  return sums;
}
