import { Schema } from "mongoose";
import { updateEach, type RowUpdate } from "./bulk-command.server.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native, type Session } from "./native.server.ts";

/**
 * Kept totals of a run, one document per writer so that two never wait for each other. Every change
 * is made in the transaction that changes the rows it counts.
 */
export interface RunCounterRow {
  /** `<run id>:<shard>` */
  _id: string;
  counts: Record<string, number>;
  /** Messages settled per second by this writer lately, and when that was true. */
  rate: number;
  rateAt: Date | null;
}

export type Counts = Record<string, number>;

const schema = new Schema<RunCounterRow>(
  {
    _id: { type: String, required: true },
    counts: { type: Schema.Types.Mixed, default: {} },
    rate: { type: Number, default: 0 },
    rateAt: { type: Date, default: null },
  },
  schemaOptions,
);

export const RunCounters = defineModel<RunCounterRow>("RunCounter", schema, "runCounters");

export async function addCounts(
  runId: string,
  shard: string,
  counts: Counts,
  session: Session,
): Promise<void> {
  await addEachCounts(new Map([[runId, counts]]), shard, session);
}

/** Of several runs, by one writer. */
export async function addEachCounts(
  counts: ReadonlyMap<string, Counts>,
  shard: string,
  session: Session,
): Promise<void> {
  const updates: RowUpdate[] = [];
  for (const [runId, of] of counts) {
    const increments = Object.entries(of)
      .filter(([, by]) => by !== 0)
      .map(([name, by]) => [`counts.${name}`, by] as const);
    if (increments.length === 0) continue;
    const $inc = Object.fromEntries(increments);
    updates.push({ q: { _id: `${runId}:${shard}` }, u: { $inc }, upsert: true });
  }
  await updateEach(RunCounters, updates, session);
}

export async function noteRate(runId: string, shard: string, rate: number, at: Date) {
  await native(RunCounters).updateOne(
    { _id: `${runId}:${shard}` },
    { $set: { rate, rateAt: at } },
    { upsert: true },
  );
}

/** Sum over the run's writers: a handful of small documents, whatever the size of the run. */
export async function readCounts(
  runId: string,
  session: Session | null = null,
): Promise<RunCounterRow[]> {
  const filter = { _id: { $gte: `${runId}:`, $lt: `${runId};` } };
  return native(RunCounters)
    .find(filter, session ? { session } : {})
    .toArray();
}

export function sumCounts(rows: readonly Pick<RunCounterRow, "counts">[]): Counts {
  const sum: Counts = {};
  for (const { counts } of rows) {
    for (const [name, by] of Object.entries(counts ?? {})) sum[name] = (sum[name] ?? 0) + by;
  }
  return sum;
}
