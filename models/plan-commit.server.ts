import { CampaignRuns, type CampaignRunRow } from "./campaign-run.server.ts";
import { inTransaction } from "./connection.server.ts";
import { Deliveries, type DeliveryRow } from "./delivery.server.ts";
import { insertBatches, type DispatchBatchRow } from "./dispatch-batch.server.ts";
import type { BatchPayloadRow } from "./batch-payload.server.ts";
import { native } from "./native.server.ts";
import { addCounts } from "./run-counter.server.ts";
import { countRows } from "./window-commit.server.ts";

export interface PlanStep {
  readonly runId: string;
  /** Where the planner stood when it read; the step counts only if the run still stands there. */
  readonly cursor: number;
  readonly next: Pick<CampaignRunRow, "cursor" | "nextBatchSeq" | "plannedCount"> &
    Partial<Pick<CampaignRunRow, "plannedAt" | "state">>;
  readonly batches: readonly DispatchBatchRow[];
  readonly payloads: readonly BatchPayloadRow[];
  readonly skipped: readonly DeliveryRow[];
}

/**
 * Batches, skipped rows and the cursor move together: a planner that dies leaves a whole step or none.
 * "moved" = another planner was here first.
 */
export async function commitPlanStep(step: PlanStep): Promise<"planned" | "moved" | "cancelled"> {
  return inTransaction(async (session) => {
    const run = await native(CampaignRuns).findOne({ _id: step.runId }, { session });
    if (!run || run.cursor !== step.cursor || run.plannedAt !== null) return "moved";
    if (run.control.state === "cancelled") return "cancelled";
    await native(CampaignRuns).updateOne({ _id: step.runId }, { $set: step.next }, { session });
    const state = run.control.state === "paused" ? ("paused" as const) : ("due" as const);
    const batches = step.batches.map((batch) => ({ ...batch, state }));
    await insertBatches(batches, step.payloads, session);
    if (step.skipped.length > 0) {
      await native(Deliveries).insertMany([...step.skipped], { session, ordered: false });
      await addCounts(step.runId, "plan", countRows(step.skipped), session);
    }
    return "planned";
  });
}
