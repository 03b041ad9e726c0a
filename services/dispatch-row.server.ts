import type { DeliveryState } from "#core/delivery/state.ts";
import type { DeliveryRow } from "#models/delivery.server.ts";
import type { DispatchBatchRow } from "#models/dispatch-batch.server.ts";
import type { PlannedRecipient } from "#models/batch-payload.server.ts";

export interface Settled {
  readonly state: DeliveryState;
  readonly reason?: string | null;
  readonly detail?: string | null;
  readonly providerId?: string;
  readonly consentEventId?: string | null;
  /** Attempts including the one that settled it. */
  readonly attempts?: number;
}

/**
 * The row of a recipient whose fate is known. Whoever may have been reached by an earlier attempt is
 * never said to have got nothing: that stays uncertain, with what the last attempt came to as detail.
 */
export function settledRow(
  batch: DispatchBatchRow,
  recipient: PlannedRecipient,
  fate: Settled,
  at: Date,
): DeliveryRow {
  const settled = recipient.isDoubted && sentNothing.has(fate.state) ? doubted(fate) : fate;
  const row: DeliveryRow = {
    _id: recipient.deliveryId,
    workspaceId: batch.workspaceId,
    campaignId: batch.campaignId,
    runId: batch.runId,
    seq: recipient.seq,
    batchId: batch._id,
    contactId: recipient.contactId,
    channel: batch.channel,
    accountId: batch.accountId,
    addressKind: recipient.addressKind,
    address: recipient.address,
    state: settled.state,
    reason: settled.reason ?? null,
    detail: settled.detail ?? null,
    consentEventId: settled.consentEventId ?? null,
    attempts: settled.attempts ?? recipient.attempts,
    facts: {},
    failure: null,
    at,
    variant: null,
    isTest: false,
  };
  if (settled.providerId !== undefined) row.providerId = settled.providerId;
  return row;
}

const sentNothing: ReadonlySet<DeliveryState> = new Set([
  "failed",
  "skipped",
  "cancelled",
  "expired",
]);

function doubted(last: Settled): Settled {
  const words = [last.state, last.reason, last.detail].filter((one) => one);
  return { ...last, state: "uncertain", reason: "no-answer", detail: words.join(": ") };
}
