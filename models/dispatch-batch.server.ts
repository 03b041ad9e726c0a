import { Schema } from "mongoose";
import type { MessageContent, Purpose } from "#core/message/message.ts";
import type { Lane } from "#core/delivery/state.ts";
import { insertRows, updateEach } from "./bulk-command.server.ts";
import { inTransaction } from "./connection.server.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native, type Session } from "./native.server.ts";

export interface PlannedRecipient {
  readonly deliveryId: string;
  readonly seq: number;
  /** "" when the message goes to nobody's contact (a test to a member's own address). */
  readonly contactId: string;
  readonly addressKind: string;
  readonly address: string;
  /** The person's own, or null: the revision's default is used. */
  readonly locale: string | null;
  readonly attempts: number;
  /** An attempt whose answer never came may have arrived. Only keyed channels try such a person again. */
  readonly isDoubted?: boolean;
  /** A member sends it again although it may have arrived: on a channel without keys, too. */
  readonly isKnowing?: boolean;
}

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

/** What a batch of one sends: content is given, not rendered. */
export interface SingleMessage {
  readonly content: MessageContent;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly isTest: boolean;
  /** The one message that is lawful after an opt-out: "you are unsubscribed". */
  readonly isConfirmation: boolean;
}

export interface BatchPayloadRow {
  /** The batch's id. */
  _id: string;
  runId: string;
  recipients: PlannedRecipient[];
  /** null = render the run's revision. */
  single: SingleMessage | null;
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

const payloadSchema = new Schema<BatchPayloadRow>(
  {
    _id: { type: String, required: true },
    runId: { type: String, required: true },
    recipients: { type: [Schema.Types.Mixed], required: true } as never,
    single: { type: Schema.Types.Mixed, default: null } as never,
  },
  schemaOptions,
);

export const BatchPayloads = defineModel<BatchPayloadRow>(
  "BatchPayload",
  payloadSchema,
  "batchPayloads",
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

export function readPayload(batchId: string): Promise<BatchPayloadRow | null> {
  return native(BatchPayloads).findOne({ _id: batchId });
}

export async function readPayloads(batchIds: readonly string[]): Promise<BatchPayloadRow[]> {
  // An empty list would be looked for in every payload there is.
  if (batchIds.length === 0) return [];
  return native(BatchPayloads)
    .find({ _id: { $in: [...batchIds] } })
    .toArray();
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

export function findExpiredLeases(now: Date): Promise<DispatchBatchRow[]> {
  return native(DispatchBatches)
    .find({ state: "leased", "lease.until": { $lt: now } })
    .toArray();
}

/** Batches a crashed process of the same name still holds. Leased batches are as few as there are slots. */
export async function findOwnLeases(owner: string): Promise<DispatchBatchRow[]> {
  const leased = await native(DispatchBatches).find({ state: "leased" }).toArray();
  return leased.filter((batch) => batch.lease?.owner === owner);
}

/**
 * Takes the batch under a new epoch; null = somebody was faster. The old claim is the whole condition,
 * and it does not change from window to window: what the caller knew of the position may be old, so the
 * batch is read again once its former holder is fenced off.
 */
export async function claimBatch(
  batch: DispatchBatchRow,
  lease: { readonly owner: string; readonly until: Date },
): Promise<DispatchBatchRow | null> {
  const epoch = batch.epoch + 1;
  const claim = claimKey(batch._id, epoch);
  const { modifiedCount } = await native(DispatchBatches).updateOne(
    { claim: batch.claim },
    { $set: { epoch, claim, state: "leased", lease: { ...lease } }, $inc: { claimCount: 1 } },
  );
  if (modifiedCount !== 1) return null;
  const fresh = await findBatch(batch._id);
  return fresh?.claim === claim ? fresh : null;
}

export type BatchChange = Partial<
  Pick<
    DispatchBatchRow,
    "state" | "dueAt" | "lease" | "window" | "settled" | "claimCount" | "epoch" | "claim"
  >
>;

/** A holder writes through here or the next alone; false = the lease is lost, nothing was written. */
export async function changeUnderClaim(claim: string, change: BatchChange): Promise<boolean> {
  const { matchedCount } = await native(DispatchBatches).updateOne({ claim }, { $set: change });
  return matchedCount === 1;
}

/** For several batches at once, to be rolled back on false: some lease is lost. */
export async function changeEachUnderClaim(
  changes: readonly { readonly claim: string; readonly change: BatchChange }[],
  session: Session,
): Promise<boolean> {
  const updates = changes.map(({ claim, change }) => ({ q: { claim }, u: { $set: change } }));
  return (await updateEach(DispatchBatches, updates, session)) === changes.length;
}

/**
 * One by one on purpose: on the embedded server an updateMany outside a transaction that meets a
 * document inside one stops the whole server. A worker holds a handful of claims.
 */
export async function extendLeases(claims: readonly string[], until: Date): Promise<void> {
  for (const claim of claims) {
    try {
      await native(DispatchBatches).updateOne({ claim }, { $set: { "lease.until": until } });
    } catch (error) {
      if (!isWithoutLease(error)) throw error;
    }
  }
}

/** The batch was finished or given back since we looked: its lease is null, and null has no end. */
function isWithoutLease(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === PATH_NOT_VIABLE;
}

const PATH_NOT_VIABLE = 28;

/** In a transaction for the reason `extendLeases` gives. */
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

export async function hasOpenBatches(runId: string): Promise<boolean> {
  for (const state of ["due", "leased", "paused"] as const) {
    if (await native(DispatchBatches).findOne({ runId, state }, { projection: { _id: 1 } })) {
      return true;
    }
  }
  return false;
}

/** A finished run's people all have rows: the plan's half of the ledger is not needed any more. */
export async function deletePayloads(runId: string): Promise<void> {
  const prefix = `bat_${runId.slice(4)}`;
  await native(BatchPayloads).deleteMany({ _id: { $gte: `${prefix}_`, $lt: `${prefix}\`` } });
}

/** As few as there are slots. */
export function findLeasedBatches(runId: string): Promise<DispatchBatchRow[]> {
  return native(DispatchBatches).find({ runId, state: "leased" }).toArray();
}
