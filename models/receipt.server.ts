import mongoose, { Schema } from "mongoose";
import { z } from "zod";
import type { InboundLine } from "#core/conversation/inbound-line.ts";
import { currentDatabase, inTransaction } from "./connection.server.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { newestFirst } from "./newest-first.server.ts";

/** new = stored, not yet understood. */
export type ReceiptState = "new" | "done" | "failed";

/** The webhook journal: every verified inbound call, raw, with what became of it. */
export interface ReceiptRow {
  /** Made from the key below, so that a repeated call is the same row without another index. */
  _id: string;
  workspaceId: string;
  accountId: string;
  adapterId: string;
  /**
   * `<accountId>:<provider's event key or body hash + 5-minute slot>`. Stored for databases made while
   * it had the unique index: a row without it would be taken there for a repeat of another.
   */
  dedupeKey: string;
  request: { method: string; url: string; headers: Record<string, string> };
  /** The very bytes that were verified. */
  body: Uint8Array;
  state: ReceiptState;
  /** Per event: what it was and what we did; no content. */
  result: InboundLine[];
  error: string | null;
  attempts: number;
  at: Date;
  processedAt: Date | null;
}

const schema = new Schema<ReceiptRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    accountId: { type: String, required: true },
    adapterId: { type: String, required: true },
    dedupeKey: { type: String, required: true },
    request: { type: Schema.Types.Mixed, required: true } as never,
    body: { type: Schema.Types.Mixed, required: true } as never,
    state: { type: String, required: true },
    result: { type: [Schema.Types.Mixed], default: [] } as never,
    error: { type: String, default: null },
    attempts: { type: Number, default: 0 },
    at: { type: Date, required: true },
    processedAt: { type: Date, default: null },
  },
  schemaOptions,
);

// The sweep: what is stored and not yet understood, oldest first.
schema.index({ state: 1, at: 1 });
// The journal page.
schema.index({ workspaceId: 1, at: 1 });
// security.md 6.3: raw webhooks live 15 days.
schema.index({ at: 1 }, { expireAfterSeconds: 15 * 24 * 3600 });

export const Receipts = defineModel<ReceiptRow>("Receipt", schema, "receipts");

const DUPLICATE_KEY = 11_000;
const writeFailures = z.array(
  z.object({ index: z.number(), code: z.number(), errmsg: z.string() }),
);

/**
 * One acknowledged insert for a group of calls; returns the places of those stored before. A plain
 * command: the driver's own bulk call measures each row before it sends it.
 */
export async function insertReceipts(rows: readonly ReceiptRow[]): Promise<Set<number>> {
  const answer = await currentDatabase().command({
    insert: Receipts.collection.collectionName,
    documents: rows.map(toStored),
    ordered: false,
    writeConcern: { w: "majority", j: true },
  });
  const unsure: unknown = answer["writeConcernError"];
  if (unsure) throw new mongoose.mongo.MongoServerError({ ...unsure });
  const failures = writeFailures.parse(answer["writeErrors"] ?? []);
  const other = failures.find((one) => one.code !== DUPLICATE_KEY);
  if (other) throw new mongoose.mongo.MongoServerError({ ...other });
  return new Set(failures.map((one) => one.index));
}

function toStored(row: ReceiptRow): ReceiptRow {
  return { ...row, body: Buffer.from(row.body.buffer, row.body.byteOffset, row.body.byteLength) };
}

const bytesAsBuffers = { promoteBuffers: true } as const;

/** Calls stored in [from, to) that nobody has understood yet, oldest first. */
export async function findUnread(from: Date, to: Date, limit: number): Promise<ReceiptRow[]> {
  const rows = await Receipts.collection
    .find({ state: "new", at: { $gte: from, $lt: to } }, bytesAsBuffers)
    .sort({ at: 1 })
    .limit(limit)
    .toArray();
  return rows as unknown as ReceiptRow[];
}

export async function findReceipt(workspaceId: string, id: string): Promise<ReceiptRow | null> {
  const row = await Receipts.collection.findOne({ _id: id as never }, bytesAsBuffers);
  const found = row as unknown as ReceiptRow | null;
  return found && found.workspaceId === workspaceId ? found : null;
}

/** The journal's newest calls. */
export function listReceipts(
  workspaceId: string,
  page: { readonly before: Date; readonly limit: number; readonly accountId: string | null },
): Promise<ReceiptRow[]> {
  return newestFirst(
    page,
    (row) => row.at,
    async (from, to) => {
      const rows = await Receipts.collection
        .find({ workspaceId, at: { $gte: from, $lt: to } }, bytesAsBuffers)
        .toArray();
      return (rows as unknown as ReceiptRow[]).filter(
        (row) => page.accountId === null || row.accountId === page.accountId,
      );
    },
    { list: `receipts:${workspaceId}:${page.accountId}` },
  );
}

export interface ReceiptOutcome {
  readonly _id: string;
  readonly state: ReceiptState;
  readonly result: ReceiptRow["result"];
  readonly error: string | null;
  readonly attempts: number;
}

/** What became of a group of calls, in one commit. */
export async function settleReceipts(
  outcomes: readonly ReceiptOutcome[],
  processedAt: Date,
): Promise<void> {
  const writes = outcomes.map(({ _id, ...fields }) => ({
    updateOne: { filter: { _id }, update: { $set: { ...fields, processedAt } } },
  }));
  const [only, ...others] = writes;
  if (!only) return;
  if (others.length === 0) {
    await Receipts.collection.updateOne(only.updateOne.filter as never, only.updateOne.update);
    return;
  }
  await inTransaction((session) =>
    Receipts.collection.bulkWrite(writes as never, { session, ordered: false }),
  );
}
