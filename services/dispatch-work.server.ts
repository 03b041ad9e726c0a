import type { Alarm } from "#core/delivery/run-health.ts";
import type { RunControl } from "#models/campaign-run.server.ts";
import type { DeliveryRow } from "#models/delivery.server.ts";
import { readPayload, type BatchPayloadRow } from "#models/batch-payload.server.ts";
import type { BatchChange } from "#models/batch-lease.server.ts";
import type { DispatchBatchRow } from "#models/dispatch-batch.server.ts";
import type { Committed } from "#models/window-commit.server.ts";
import { loadAccount } from "./account-cache.server.ts";
import { doubtUntil, reach, type DispatchContext } from "./dispatch-context.server.ts";
import type { Sent } from "./dispatch-send.server.ts";
import { noSettlement, type Settlement } from "./dispatch-settle.server.ts";
import type { Job } from "./dispatch-job.server.ts";
import { giveLateEvidence } from "./late-evidence.server.ts";
import { untilWritten } from "./persist.server.ts";

/** A claimed batch on its way through its windows. */
export interface Work {
  readonly job: Job;
  readonly payload: BatchPayloadRow;
  readonly context: DispatchContext;
  readonly run: RunControl | null;
  batch: DispatchBatchRow;
  /** Outcomes of the window behind us, not on disk yet. */
  behind: Settlement;
  behindSent: readonly Sent[];
  /** Recipients before this have outcomes (on disk or in `behind`). */
  position: number;
  accountBroken: string | null;
  alarm: Alarm | null;
  restUntil: Date | null;
}

export async function openWork(
  batch: DispatchBatchRow,
  context: DispatchContext,
): Promise<Work | "missing"> {
  const [payload, loaded, run] = await Promise.all([
    readPayload(batch._id),
    loadAccount(batch.accountId, context.rt),
    context.reads.control(runOf(batch)),
  ]);
  if (!payload || !loaded) {
    const facts = { event: "batch.unreadable", batchId: batch._id, hasPayload: payload !== null };
    context.rt.log.error(facts, "batch cannot be worked on");
    return "missing";
  }
  const renderer = run ? await context.renderer(run.revisionId) : null;
  return {
    job: { batch, loaded, single: payload.single, renderer },
    payload,
    context,
    run,
    batch,
    behind: noSettlement(),
    behindSent: [],
    position: batch.settled,
    accountBroken: null,
    alarm: null,
    restUntil: null,
  };
}

export function leaseEnd({ rt }: DispatchContext): Date {
  return new Date(rt.now().getTime() + rt.config.LEASE_MS);
}

/** null = a single message: nobody pauses or counts it. */
export function runOf({ campaignId, runId }: DispatchBatchRow): string | null {
  return campaignId === null ? null : runId;
}

export function progress(work: Work): BatchChange {
  const { position, batch } = work;
  return { settled: position, claimCount: position > batch.settled ? 0 : batch.claimCount };
}

/** Writes what is behind us together with `change`. Holds its slot until it is written or lost. */
export async function commit(
  work: Work,
  change: BatchChange,
  rows: readonly DeliveryRow[] = [],
): Promise<boolean> {
  const { batch, behind, context } = work;
  const runId = runOf(batch);
  const written = await untilWritten(
    () =>
      context.commits.commit({
        claim: batch.claim,
        change,
        rows: [...behind.rows, ...rows],
        doubtUntil: doubtUntil(context),
        retries: behind.retries,
        runId,
      }),
    context,
  );
  const sent = work.behindSent;
  work.behind = noSettlement();
  work.behindSent = [];
  if (written.kind === "lost") {
    context.held.delete(batch.claim);
    context.rt.log.warn({ event: "batch.lease-lost", batchId: batch._id }, "lease lost");
    await giveLateEvidence(work.job, sent, context.rt);
    return false;
  }
  report(written, batch, context);
  const settled = rows.length + behind.rows.length;
  if (runId !== null && settled > 0) context.noteSettled(runId, settled);
  if (settled > 0) await reach("C10", context.rt);
  work.batch = { ...batch, ...change };
  return true;
}

/** A row that was there before is never silent: the promise is one row per recipient. */
function report(written: Committed, batch: DispatchBatchRow, context: DispatchContext): void {
  if (written.kind !== "settled-before") return;
  const found = written.found.map((row) => ({ id: row._id, state: row.state }));
  const facts = { event: "delivery.settled-before", batchId: batch._id, found };
  context.rt.log.warn(facts, "deliveries had rows already");
}
