import { Schema } from "mongoose";
import type { OperatorDecision } from "#core/delivery/operator.ts";
import type { DeliveryState } from "#core/delivery/state.ts";
import { type Counts, addCounts } from "./run-counter.server.ts";
import { CampaignRuns } from "./campaign-run.server.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { Deliveries } from "./delivery.server.ts";
import type { BatchPayloadRow } from "./batch-payload.server.ts";
import { type DispatchBatchRow, insertBatches } from "./dispatch-batch.server.ts";
import { native, type Session } from "./native.server.ts";
import { newestFirst, type NewestPage } from "./newest-first.server.ts";
import { removeDoubts } from "./open-doubt.server.ts";

/** The audit line of a message a member decided about, with what was known then. Only ever added. */
export interface DeliveryDecisionRow {
  _id: string;
  workspaceId: string;
  campaignId: string;
  runId: string;
  deliveryId: string;
  contactId: string;
  decision: OperatorDecision;
  /** The row as it stood: a message sent again loses it. */
  before: { state: DeliveryState; reason: string | null; detail: string | null; attempts: number };
  /** Member id. */
  actor: string;
  reason: string;
  at: Date;
}

const schema = new Schema<DeliveryDecisionRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    campaignId: { type: String, required: true },
    runId: { type: String, required: true },
    deliveryId: { type: String, required: true },
    contactId: { type: String, required: true },
    decision: { type: String, required: true },
    before: { type: Schema.Types.Mixed, required: true } as never,
    actor: { type: String, required: true },
    reason: { type: String, required: true },
    at: { type: Date, required: true },
  },
  schemaOptions,
);

// The campaign's list of decisions, newest first.
schema.index({ campaignId: 1, at: 1 });

export const DeliveryDecisions = defineModel<DeliveryDecisionRow>(
  "DeliveryDecision",
  schema,
  "deliveryDecisions",
);

export async function noteDecisions(
  rows: readonly DeliveryDecisionRow[],
  session: Session,
): Promise<void> {
  if (rows.length > 0) await native(DeliveryDecisions).insertMany([...rows], { session });
}

export function findDecisions(
  campaignId: string,
  page: NewestPage,
): Promise<DeliveryDecisionRow[]> {
  return newestFirst(
    page,
    (row) => row.at,
    (from, to) =>
      native(DeliveryDecisions)
        .find({ campaignId, at: { $gte: from, $lt: to } })
        .toArray(),
  );
}

export interface Requeue {
  readonly runId: string;
  readonly deliveryIds: readonly string[];
  readonly batches: readonly DispatchBatchRow[];
  readonly payloads: readonly BatchPayloadRow[];
  /** What leaves the run's totals with the rows. */
  readonly counts: Counts;
}

/**
 * Rows become recipients of a batch again, in the caller's transaction: planned stays the sum of rows
 * and batches. The run is open until they are settled.
 */
export async function requeueDeliveries(requeue: Requeue, session: Session): Promise<void> {
  const { runId, deliveryIds, batches, payloads, counts } = requeue;
  await native(Deliveries).deleteMany({ _id: { $in: [...deliveryIds] } }, { session });
  await removeDoubts(deliveryIds, session);
  await insertBatches(batches, payloads, session);
  await addCounts(runId, "operator", counts, session);
  await native(CampaignRuns).updateOne(
    { _id: runId },
    // Counted, as a write that changes nothing would not stand in the way of the run's end.
    { $set: { state: "running", finishedAt: null }, $inc: { timesReopened: 1 } },
    { session },
  );
}
