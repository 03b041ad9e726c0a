import { Schema } from "mongoose";
import type { Purpose } from "#core/message/message.ts";
import type { Lane } from "#core/delivery/state.ts";
import { insertRows } from "./bulk-command.server.ts";
import {
  BatchPayloads,
  type BatchPayloadRow,
  type PlannedRecipient,
} from "./batch-payload.server.ts";
import { inTransaction } from "./connection.server.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native, type Session } from "./native.server.ts";

/** paused = its run is; the pump does not look at it. */
export type BatchState = "due" | "leased" | "paused" | "done";

export interface OpenWindow {
  readonly from: number;
  readonly to: number;
  readonly at: Date;
  /** Who opened it: the lease may be another's by now, of somebody who died while taking over. */
  readonly owner: string;
}

/**
 * The queue and, with its payload, the planned half of the ledger: up to 500 recipients of one channel
 * account. The recipients stand in a document of their own (`BatchPayloads`), because this one is
 * rewritten for every window and a small one costs a quarter of a large one.
 */
export interface DispatchBatchRow {
  _id: string;
  workspaceId: string;
  runId: string;
  campaignId: string | null;
  accountId: string;
  channel: string;
  purpose: Purpose;
  lane: Lane;
  state: BatchState;
  dueAt: Date;
  /** Number of recipients, and the places in the run's plan they span. */
  size: number;
  fromSeq: number;
  toSeq: number;
  lease: { owner: string; until: Date } | null;
  epoch: number;
  /** `<_id>:<epoch>`: the fence. Every later write of a holder filters it. */
  claim: string;
  /** The open window: its recipients may be on the wire. */
  window: OpenWindow | null;
  /** Recipients before this position have rows, or stand in a retry batch. */
  settled: number;
  /** Claims since `settled` last moved. */
  claimCount: number;
  /** Its people wait for another try. */
  isRetry: boolean;
  /** When its people were planned; retries keep it, so that age is the message's and not the batch's. */
  bornAt: Date;
  createdAt: Date;
}

const schema = new Schema<DispatchBatchRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    runId: { type: String, required: true },
    campaignId: { type: String, default: null },
    accountId: { type: String, required: true },
    channel: { type: String, required: true },
    purpose: { type: String, required: true },
    lane: { type: String, required: true },
    state: { type: String, required: true },
    dueAt: { type: Date, required: true },
    size: { type: Number, required: true },
    fromSeq: { type: Number, required: true },
    toSeq: { type: Number, required: true },
    lease: { type: Schema.Types.Mixed, default: null } as never,
    epoch: { type: Number, required: true },
    claim: { type: String, required: true },
    window: { type: Schema.Types.Mixed, default: null } as never,
    settled: { type: Number, default: 0 },
    claimCount: { type: Number, default: 0 },
    isRetry: { type: Boolean, default: false },
    bornAt: { type: Date, required: true },
    createdAt: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ claim: 1 }, { unique: true });
// The pump: what is due, lane by lane.
schema.index({ state: 1, lane: 1, dueAt: 1 });
// Reconcile, pause, finish: what of a run is still planned.
schema.index({ runId: 1, state: 1 });
// Reclaim of expired leases.
schema.index({ state: 1, "lease.until": 1 });

export const DispatchBatches = defineModel<DispatchBatchRow>(
  "DispatchBatch",
  schema,
  "dispatchBatches",
);

export function claimKey(batchId: string, epoch: number): string {
  return `${batchId}:${epoch}`;
}

/** How a batch of these people begins: nobody holds it and nothing of it is settled. */
export function unclaimed(_id: string, recipients: readonly Pick<PlannedRecipient, "seq">[]) {
  const seqs = recipients.map((one) => one.seq);
  return {
    _id,
    size: recipients.length,
    fromSeq: Math.min(...seqs),
    toSeq: Math.max(...seqs),
    lease: null,
    epoch: 0,
    claim: claimKey(_id, 0),
    window: null,
    settled: 0,
    claimCount: 0,
  };
}

export async function insertBatches(
  batches: readonly DispatchBatchRow[],
  payloads: readonly BatchPayloadRow[],
  session: Session,
): Promise<void> {
  if (batches.length === 0) return;
  await insertRows(BatchPayloads, payloads, session);
  await insertRows(DispatchBatches, batches, session);
}

export function findBatch(batchId: string): Promise<DispatchBatchRow | null> {
  return native(DispatchBatches).findOne({ _id: batchId });
}

/** Due work of one lane, oldest first. Headers are small; the caller decides how often it can afford this. */
export async function findDueBatches(lane: Lane, now: Date): Promise<DispatchBatchRow[]> {
  const due = await native(DispatchBatches)
    .find({ state: "due", lane, dueAt: { $lte: now } })
    .toArray();
  return due.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || (a._id < b._id ? -1 : 1));
}

/** In a transaction for the reason `extendLeases` (batch-lease) gives. */
export async function moveRunBatches(
  runId: string,
  from: BatchState,
  to: BatchState,
): Promise<number> {
  return inTransaction(async (session) => {
    const filter = { runId, state: from };
    const change = { $set: { state: to } };
    const result = await native(DispatchBatches).updateMany(filter, change, { session });
    return result.modifiedCount;
  });
}

/** Headers of a run's batches that still hold people. */
export async function findOpenBatches(
  runId: string,
  session: Session | null = null,
): Promise<DispatchBatchRow[]> {
  const open: DispatchBatchRow[] = [];
  for (const state of ["due", "leased", "paused"] as const) {
    const options = session ? { session } : {};
    open.push(...(await native(DispatchBatches).find({ runId, state }, options).toArray()));
  }
  return open;
}

export async function hasOpenBatches(
  runId: string,
  session: Session | null = null,
): Promise<boolean> {
  const options = { projection: { _id: 1 }, ...(session ? { session } : {}) };
  for (const state of ["due", "leased", "paused"] as const) {
    if (await native(DispatchBatches).findOne({ runId, state }, options)) return true;
  }
  return false;
}

/** As few as there are slots. */
export function findLeasedBatches(runId: string): Promise<DispatchBatchRow[]> {
  return native(DispatchBatches).find({ runId, state: "leased" }).toArray();
}
