import type { DeliveryState } from "#core/delivery/state.ts";
import { shownStatus, type ShownStatus } from "#core/delivery/status.ts";
import { findCampaignRun } from "#models/campaign-run.server.ts";
import { findDeliverySpan, type DeliveryRow } from "#models/delivery.server.ts";
import { findOpenBatches, type DispatchBatchRow } from "#models/dispatch-batch.server.ts";
import { readPayloads, type BatchPayloadRow } from "#models/batch-payload.server.ts";

export interface Recipient {
  readonly seq: number;
  readonly deliveryId: string;
  readonly contactId: string;
  readonly channel: string;
  readonly accountId: string;
  readonly addressKind: string;
  readonly address: string;
  /** planned and held recipients stand in a batch, the others in a row. */
  readonly state: DeliveryState;
  readonly shown: ShownStatus;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly attempts: number;
  /** When it settled, or when a held one is due. */
  readonly at: Date | null;
  readonly facts: DeliveryRow["facts"];
  readonly failure: DeliveryRow["failure"];
  readonly variant: string | null;
}

export interface RecipientPage {
  readonly recipients: readonly Recipient[];
  /** null = that was the last. */
  readonly nextSeq: number | null;
}

export interface PageInput {
  readonly fromSeq: number;
  readonly size: number;
  readonly state?: DeliveryState | undefined;
}

const SPAN = 500;
const SPANS_MAX = 40;

/** A page of a run's plan in its order. A filter widens the stretch that is read, within bounds. */
export async function listRecipients(runId: string, page: PageInput): Promise<RecipientPage> {
  const run = await findCampaignRun(runId);
  if (!run) return { recipients: [], nextSeq: null };
  const open = await findOpenBatches(runId);
  const found: Recipient[] = [];
  const step = page.state === undefined ? page.size : SPAN;
  let from = page.fromSeq;
  for (let span = 0; span < SPANS_MAX && from < run.plannedCount; span += 1) {
    const to = Math.min(from + step, run.plannedCount);
    const recipients = await readSpan(runId, open, from, to);
    for (const one of recipients) {
      if (page.state !== undefined && one.state !== page.state) continue;
      found.push(one);
      if (found.length === page.size) {
        const nextSeq = one.seq + 1;
        return { recipients: found, nextSeq: nextSeq < run.plannedCount ? nextSeq : null };
      }
    }
    from = to;
  }
  return { recipients: found, nextSeq: from < run.plannedCount ? from : null };
}

async function readSpan(
  runId: string,
  open: readonly DispatchBatchRow[],
  from: number,
  to: number,
): Promise<Recipient[]> {
  const touching = open.filter((batch) => batch.fromSeq < to && batch.toSeq >= from);
  // Batches before rows: who settles in between is then seen twice, and the row wins.
  const payloads = await readPayloads(touching.map((batch) => batch._id));
  const rows = await findDeliverySpan(runId, from, to);
  const bySeq = new Map<number, Recipient>();
  for (const payload of payloads) {
    const batch = touching.find((one) => one._id === payload._id);
    if (batch) for (const one of waiting(batch, payload)) bySeq.set(one.seq, one);
  }
  for (const row of rows) bySeq.set(row.seq, fromRow(row));
  return [...bySeq.values()]
    .filter((one) => one.seq >= from && one.seq < to)
    .sort((a, b) => a.seq - b.seq);
}

function waiting(batch: DispatchBatchRow, payload: BatchPayloadRow): Recipient[] {
  const state = batch.isRetry ? ("held" as const) : ("planned" as const);
  return payload.recipients.slice(batch.settled).map((one) => ({
    ...one,
    channel: batch.channel,
    accountId: batch.accountId,
    state,
    shown: state,
    reason: null,
    detail: null,
    at: batch.isRetry ? batch.dueAt : null,
    facts: {},
    failure: null,
    variant: null,
  }));
}

function fromRow(row: DeliveryRow): Recipient {
  const { _id, seq, contactId, channel, accountId, addressKind, address } = row;
  const { state, reason, detail, attempts, at, facts, failure, variant } = row;
  return {
    seq,
    deliveryId: _id,
    contactId,
    channel,
    accountId,
    addressKind,
    address,
    state,
    shown: shownStatus(row),
    reason,
    detail,
    attempts,
    at,
    facts,
    failure,
    variant,
  };
}
