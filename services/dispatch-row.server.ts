import type { DeliveryState } from "#core/delivery/state.ts";
import type { DeliveryRow } from "#models/delivery.server.ts";
import type { DispatchBatchRow, PlannedRecipient } from "#models/dispatch-batch.server.ts";

export interface Settled {
  readonly state: DeliveryState;
  readonly reason?: string | null;
  readonly detail?: string | null;
  readonly providerId?: string;
  readonly consentEventId?: string | null;
  readonly variant?: string | null;
  readonly isTest?: boolean;
  /** Attempts including the one that settled it. */
  readonly attempts?: number;
}

/** The row of a recipient whose fate is known. */
export function settledRow(
  batch: DispatchBatchRow,
  recipient: PlannedRecipient,
  settled: Settled,
  at: Date,
): DeliveryRow {
  return {
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
    ...(settled.providerId === undefined ? {} : { providerId: settled.providerId }),
    consentEventId: settled.consentEventId ?? null,
    attempts: settled.attempts ?? recipient.attempts,
    facts: {},
    failure: null,
    at,
    variant: settled.variant ?? null,
    isTest: settled.isTest ?? false,
  };
}
