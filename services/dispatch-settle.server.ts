import { decide, type Decision } from "#core/delivery/outcome.ts";
import { alarmOf, observe, type Alarm } from "#core/delivery/run-health.ts";
import { providerKey, type DeliveryRow } from "#models/delivery.server.ts";
import { unclaimed, type DispatchBatchRow } from "#models/dispatch-batch.server.ts";
import type { BatchPayloadRow, PlannedRecipient } from "#models/batch-payload.server.ts";
import { markAccountBroken } from "./accounts.server.ts";
import type { DispatchContext } from "./dispatch-context.server.ts";
import { settledRow, type Settled } from "./dispatch-row.server.ts";
import type { Sent } from "./dispatch-send.server.ts";
import { isKeyAlive, type Job } from "./dispatch-job.server.ts";
import { closeAddress } from "./recipient-effects.server.ts";

/** What a window comes to: written together with the next intent. */
export interface Settlement {
  readonly rows: DeliveryRow[];
  readonly retries: { batch: DispatchBatchRow; payload: BatchPayloadRow }[];
}

export interface Verdicts extends Settlement {
  /** Why the run should wait for a person. */
  readonly alarm: Alarm | null;
  /** The account cannot be used; the reason in the provider's words. */
  readonly broken: string | null;
  /** The provider asked for rest, or messages never left: give the batch back until then. */
  readonly restUntil: Date | null;
}

export function noSettlement(): Settlement {
  return { rows: [], retries: [] };
}

interface Again {
  readonly recipient: PlannedRecipient;
  readonly delayMs: number;
}

/** Applies the outcome table to a sent window. */
export async function settleWindow(
  job: Job,
  window: { readonly from: number },
  sent: readonly Sent[],
  context: DispatchContext,
): Promise<Verdicts> {
  const { batch, loaded } = job;
  const now = context.rt.now();
  const settlement = noSettlement();
  const again: Again[] = [];
  const health = context.health(batch.runId);
  let broken: string | null = null;
  let slowBy: number | null | undefined;
  for (const { ready, outcome } of sent) {
    if (outcome === null) {
      again.push({ recipient: ready.recipient, delayMs: 0 });
      continue;
    }
    const recipient =
      outcome.kind === "unknown" ? { ...ready.recipient, isDoubted: true } : ready.recipient;
    const decision = decide(outcome, {
      attempts: recipient.attempts,
      ageMs: now.getTime() - batch.bornAt.getTime(),
      isKeyed: isKeyAlive(job, now),
      roll: context.rt.roll(),
    });
    observe(health, sampleOf(decision));
    if (decision.next === "retry") {
      again.push({
        recipient: { ...recipient, attempts: decision.attempts },
        delayMs: decision.delayMs,
      });
      if (decision.effect === "break-account" && "detail" in outcome) broken = outcome.detail;
      if (decision.effect === "slow-account" && outcome.kind === "throttled") {
        slowBy = Math.max(slowBy ?? 0, outcome.retryAfterMs ?? 0);
      }
      continue;
    }
    const row = settledRow(batch, recipient, settledOf(decision, batch.accountId), now);
    row.consentEventId = ready.consentEventId;
    row.variant = ready.variant;
    row.isTest = ready.isTest;
    row.attempts = recipient.attempts + 1;
    settlement.rows.push(row);
    if (decision.next === "failed" && decision.effect) {
      const { effect, reason, detail } = decision;
      await closeAddress({ batch, recipient, effect, reason, detail }, context.rt);
    }
  }
  settlement.retries.push(...retryBatches(job, window, again, now));
  if (slowBy !== undefined) await context.pace(loaded.row._id).slowDown(slowBy);
  if (broken !== null) await markAccountBroken(loaded.row._id, broken, context.rt);
  const restUntil = restOf(slowBy, broken, now);
  return { ...settlement, alarm: alarmOf(health), broken, restUntil };
}

function restOf(slowBy: number | null | undefined, broken: string | null, now: Date): Date | null {
  if (broken !== null) return new Date(now.getTime() + 60_000);
  return slowBy === undefined ? null : new Date(now.getTime() + (slowBy ?? 0));
}

function sampleOf(decision: Decision): "fine" | "refused" | "doubtful" {
  if (decision.next === "uncertain") return "doubtful";
  // A dead number is the list's fault, not the content's: it never stops a run by itself.
  return decision.next === "failed" && decision.effect === null ? "refused" : "fine";
}

function settledOf(decision: Exclude<Decision, { next: "retry" }>, accountId: string): Settled {
  switch (decision.next) {
    case "accepted":
      return { state: "accepted", providerId: providerKey(accountId, decision.providerId) };
    case "failed":
      return { state: "failed", reason: decision.reason, detail: decision.detail };
    case "expired":
      return { state: "expired", detail: decision.detail };
    case "uncertain":
      return { state: "uncertain", reason: decision.reason, detail: decision.detail };
  }
}

/** Held people stand in a new batch, one per due second; its id says where it came from, so a repeat finds it. */
function retryBatches(
  job: Job,
  window: { readonly from: number },
  again: readonly Again[],
  now: Date,
): Settlement["retries"] {
  const groups = new Map<number, PlannedRecipient[]>();
  for (const { recipient, delayMs } of again) {
    const second = Math.ceil(delayMs / 1_000);
    const group = groups.get(second);
    if (group) group.push(recipient);
    else groups.set(second, [recipient]);
  }
  return [...groups].map(([second, recipients]) => {
    const suffix = `r${job.batch.epoch}.${window.from}.${second}`;
    const dueAt = new Date(now.getTime() + second * 1_000);
    return regroup(job.batch, job.single, recipients, { suffix, dueAt, now });
  });
}

export function regroup(
  batch: DispatchBatchRow,
  single: BatchPayloadRow["single"],
  recipients: readonly PlannedRecipient[],
  at: { readonly suffix: string; readonly dueAt: Date; readonly now: Date },
): { batch: DispatchBatchRow; payload: BatchPayloadRow } {
  const _id = `${batch._id}.${at.suffix}`;
  const held: DispatchBatchRow = {
    ...batch,
    ...unclaimed(_id, recipients),
    state: "due",
    dueAt: at.dueAt,
    isRetry: true,
    createdAt: at.now,
  };
  return { batch: held, payload: { _id, runId: batch.runId, recipients: [...recipients], single } };
}
