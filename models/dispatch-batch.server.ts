import { Schema } from "mongoose";
import type { Lane } from "#core/delivery/state.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";

export interface PlannedRecipient {
  readonly deliveryId: string;
  readonly seq: number;
  readonly contactId: string;
  readonly addressKind: string;
  readonly address: string;
  readonly locale: string;
  readonly attempts: number;
}

export type BatchState = "due" | "leased" | "done";

/** The queue and the planned half of the ledger: up to 500 recipients of one channel account. */
export interface DispatchBatchRow {
  _id: string;
  workspaceId: string;
  runId: string;
  campaignId: string | null;
  accountId: string;
  channel: string;
  lane: Lane;
  state: BatchState;
  dueAt: Date;
  recipients: PlannedRecipient[];
  /** For a single message: what to send, already rendered. null = render the run's revision. */
  single: Record<string, unknown> | null;
  lease: { owner: string; until: Date } | null;
  epoch: number;
  /** `<_id>:<epoch>`: the fence. Every later write of a holder filters it. */
  claim: string;
  /** The open window: its recipients may be on the wire. */
  window: { from: number; to: number; at: Date } | null;
  /** Recipients before this position have rows. */
  settled: number;
  claimCount: number;
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
    lane: { type: String, required: true },
    state: { type: String, required: true },
    dueAt: { type: Date, required: true },
    recipients: { type: [Schema.Types.Mixed], required: true } as never,
    single: { type: Schema.Types.Mixed, default: null } as never,
    lease: { type: Schema.Types.Mixed, default: null } as never,
    epoch: { type: Number, required: true },
    claim: { type: String, required: true },
    window: { type: Schema.Types.Mixed, default: null } as never,
    settled: { type: Number, default: 0 },
    claimCount: { type: Number, default: 0 },
    createdAt: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ claim: 1 }, { unique: true });
// The pump: due batches of an account, lane by lane.
schema.index({ accountId: 1, state: 1, lane: 1, dueAt: 1 });
// Reconcile and finish: what of a run is still planned.
schema.index({ runId: 1, state: 1 });
// Reclaim of expired leases.
schema.index({ state: 1, "lease.until": 1 });

export const DispatchBatches = defineModel<DispatchBatchRow>(
  "DispatchBatch",
  schema,
  "dispatchBatches",
);
