import { mayDecide, NOT_ARRIVED, type OperatorDecision } from "#core/delivery/operator.ts";
import { err, ok, type Result } from "#core/result.ts";
import { type CampaignRunRow, findCampaignRun } from "#models/campaign-run.server.ts";
import { findCampaign } from "#models/campaign.server.ts";
import { inTransaction } from "#models/connection.server.ts";
import { findContactsByIds } from "#models/contact.server.ts";
import {
  type DeliveryDecisionRow,
  noteDecisions,
  type Requeue,
  requeueDeliveries,
} from "#models/delivery-decision.server.ts";
import { writeStatusChanges } from "#models/delivery-status.server.ts";
import { type DeliveryRow, findDeliveriesByIds } from "#models/delivery.server.ts";
import { unclaimed, type DispatchBatchRow } from "#models/dispatch-batch.server.ts";
import type { Session } from "#models/native.server.ts";
import type { Counts } from "#models/run-counter.server.ts";
import type { CampaignKey } from "./campaigns.server.ts";
import { announceProgress } from "./progress.server.ts";
import { nudgePumps } from "./pump-nudge.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** As many as a page shows. */
export const DECIDED_MAX = 50;

export interface DecideInput extends CampaignKey {
  readonly deliveryIds: readonly string[];
  readonly decision: OperatorDecision;
  /** How the member knows: part of the audit line. */
  readonly reason: string;
  /** Member id. */
  readonly actor: string;
}

export interface Decided {
  readonly changed: number;
  /** Evidence came first, somebody else decided, or there is nothing to decide about them. */
  readonly left: number;
}

export type DecideError = "not-found" | "run-cancelled";
type DecideRuntime = Pick<Runtime, "now" | "newId" | "log">;

/**
 * A member's word about messages whose fate no machine knows, with an audit line each. Rows, totals,
 * batches and audit are one transaction: planned = the sum of states at every moment.
 */
export async function decideDeliveries(
  input: DecideInput,
  rt: DecideRuntime,
): Promise<Result<Decided, DecideError>> {
  const campaign = await findCampaign(input);
  const run = campaign?.runId ? await findCampaignRun(campaign.runId) : null;
  if (!campaign || !run) return err("not-found");
  const isResend = input.decision === "resend";
  if (isResend && run.control.state === "cancelled") return err("run-cancelled");
  const ids = [...new Set(input.deliveryIds)].slice(0, DECIDED_MAX);
  const locales = await localesOf(input.workspaceId, isResend ? ids : []);
  const rows = await inTransaction(async (session) => {
    const found = await findDeliveriesByIds(ids, session);
    const open = found.filter((row) => row.runId === run._id && mayDecide(row, input.decision));
    if (isResend) await sendAgain(run, open, locales, session, rt);
    else await settle(open, input.decision, session);
    await noteDecisions(
      open.map((row) => auditOf(row, input, rt)),
      session,
    );
    return open;
  });
  if (rows.length > 0) await announceProgress([run], rt);
  if (isResend) nudgePumps();
  const changed = rows.length;
  const { decision, actor } = input;
  const event = { event: "delivery.decided", campaignId: campaign._id, decision, actor, changed };
  rt.log.info(event, "a member decided about deliveries");
  return ok({ changed, left: ids.length - changed });
}

async function settle(
  rows: readonly DeliveryRow[],
  decision: OperatorDecision,
  session: Session,
): Promise<void> {
  const hasArrived = decision === "arrived";
  const state = hasArrived ? ("accepted" as const) : ("cancelled" as const);
  const changes = rows.map((row) => ({
    row,
    set: { state, reason: hasArrived ? null : NOT_ARRIVED },
    counts: { [row.state]: -1, [state]: 1 },
  }));
  await writeStatusChanges(changes, session);
}

async function sendAgain(
  run: CampaignRunRow,
  rows: readonly DeliveryRow[],
  locales: ReadonlyMap<string, string | null>,
  session: Session,
  rt: DecideRuntime,
): Promise<void> {
  if (rows.length === 0) return;
  const byAccount = new Map<string, DeliveryRow[]>();
  const counts: Counts = {};
  for (const row of rows) {
    byAccount.set(row.accountId, [...(byAccount.get(row.accountId) ?? []), row]);
    counts[row.state] = (counts[row.state] ?? 0) - 1;
  }
  const made = [...byAccount.values()].map((group) => heldBatch(run, group, locales, rt));
  const requeue: Requeue = {
    ...{ runId: run._id, deliveryIds: rows.map((row) => row._id), counts },
    batches: made.map(({ batch }) => batch),
    payloads: made.map(({ payload }) => payload),
  };
  await requeueDeliveries(requeue, session);
}

/** Due at once with a fresh age: the old one would expire it. Consent is read again before it leaves. */
function heldBatch(
  run: CampaignRunRow,
  rows: readonly DeliveryRow[],
  locales: ReadonlyMap<string, string | null>,
  rt: DecideRuntime,
) {
  const now = rt.now();
  const [first] = rows;
  if (!first) throw new Error("A batch needs somebody in it.");
  // The prefix lets the end of the run find its payload.
  const _id = `bat_${run._id.slice(4)}_${rt.newId("batch")}`;
  const batch: DispatchBatchRow = {
    ...unclaimed(_id, rows),
    workspaceId: run.workspaceId,
    runId: run._id,
    campaignId: run.campaignId,
    accountId: first.accountId,
    channel: first.channel,
    purpose: run.purpose,
    lane: run.purpose === "transactional" ? "transactional" : "marketing",
    state: run.control.state === "paused" ? "paused" : "due",
    dueAt: now,
    isRetry: true,
    bornAt: now,
    createdAt: now,
  };
  const recipients = rows.map((row) => ({
    ...{ deliveryId: row._id, seq: row.seq, contactId: row.contactId },
    ...{ addressKind: row.addressKind, address: row.address, attempts: 0 },
    locale: locales.get(row.contactId) ?? null,
    // Should it not leave this time either, the doubt about the first time stays.
    ...(row.state === "failed" ? {} : { isDoubted: true, isKnowing: true }),
  }));
  return { batch, payload: { _id, runId: run._id, recipients, single: null } };
}

async function localesOf(workspaceId: string, ids: readonly string[]) {
  const rows = await findDeliveriesByIds(ids);
  const people = await findContactsByIds(
    workspaceId,
    rows.map((row) => row.contactId),
  );
  return new Map(people.map((person) => [person._id, person.locale]));
}

function auditOf(
  row: DeliveryRow,
  { decision, actor, reason, workspaceId, campaignId }: DecideInput,
  rt: DecideRuntime,
): DeliveryDecisionRow {
  const { state, reason: before, detail, attempts } = row;
  return {
    ...{ _id: rt.newId("decision"), workspaceId, campaignId, runId: row.runId },
    ...{ deliveryId: row._id, contactId: row.contactId, decision, actor, reason },
    before: { state, reason: before, detail, attempts },
    at: rt.now(),
  };
}
