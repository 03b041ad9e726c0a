import { Schema } from "mongoose";
import type { DeliveryFact, DeliveryState } from "#core/delivery/state.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native, type Session } from "./native.server.ts";

/** The settled half of the ledger: one row per recipient, inserted with its outcome, later only enriched. */
export interface DeliveryRow {
  /** Deterministic from (run, contact, step, rung). */
  _id: string;
  workspaceId: string;
  /** null for replies, transactional and test messages. */
  campaignId: string | null;
  /** Run id, or the batch id of a single message. */
  runId: string;
  /** Place in the run's plan: batchSeq * 500 + index. Pages of recipients walk it. */
  seq: number;
  batchId: string | null;
  contactId: string;
  channel: string;
  accountId: string;
  /** What was written to, as planned. */
  addressKind: string;
  address: string;
  state: DeliveryState;
  /** Skip, failure or uncertainty reason: a literal of core/delivery or a provider code. */
  reason: string | null;
  /** Provider's sentence, redacted. */
  detail: string | null;
  /** absent until the provider named it (sparse index). */
  providerId?: string;
  /** Ledger entry that allowed it: "why did I get this?" */
  consentEventId: string | null;
  attempts: number;
  /** Facts, each the earliest provider time we know. */
  facts: Partial<Record<DeliveryFact, Date>>;
  /** A failure reported after acceptance. */
  failure: { code: string; detail: string; at: Date } | null;
  at: Date;
  /** Variant that was rendered (`<channel>/<locale>`), revision through the run. */
  variant: string | null;
  isTest: boolean;
}

const schema = new Schema<DeliveryRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    campaignId: { type: String, default: null },
    runId: { type: String, required: true },
    seq: { type: Number, required: true },
    batchId: { type: String, default: null },
    contactId: { type: String, required: true },
    channel: { type: String, required: true },
    accountId: { type: String, required: true },
    addressKind: { type: String, required: true },
    address: { type: String, required: true },
    state: { type: String, required: true },
    reason: { type: String, default: null },
    detail: { type: String, default: null },
    providerId: { type: String },
    consentEventId: { type: String, default: null },
    attempts: { type: Number, default: 0 },
    facts: { type: Schema.Types.Mixed, default: {} },
    failure: { type: Schema.Types.Mixed, default: null } as never,
    at: { type: Date, required: true },
    variant: { type: String, default: null },
    isTest: { type: Boolean, default: false },
  },
  schemaOptions,
);

// A status webhook finds its delivery. Key: `<accountId>:<providerId>`, one field so that one index covers it.
schema.index({ providerId: 1 }, { unique: true, sparse: true });
// A person's timeline and "which delivery does this answer".
schema.index({ contactId: 1, at: 1 });
// Recipient pages and reconciliation walk the plan.
schema.index({ runId: 1, seq: 1 });

export const Deliveries = defineModel<DeliveryRow>("Delivery", schema, "deliveries");

/** Stored form of a provider's id: unique per account. */
export function providerKey(accountId: string, providerId: string): string {
  return `${accountId}:${providerId}`;
}

/** By its own key; the caller compares workspaceId. */
export function findDelivery(id: string): Promise<DeliveryRow | null> {
  return Deliveries.findOne({ _id: id }).lean<DeliveryRow>().exec();
}

export function findDeliveriesByIds(
  ids: readonly string[],
  session: Session | null = null,
): Promise<DeliveryRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return native(Deliveries)
    .find({ _id: { $in: [...ids] } }, session ? { session } : {})
    .toArray();
}

export function findDeliveriesByProviderKeys(
  keys: readonly string[],
  session: Session | null = null,
): Promise<DeliveryRow[]> {
  if (keys.length === 0) return Promise.resolve([]);
  return native(Deliveries)
    .find({ providerId: { $in: [...keys] } }, session ? { session } : {})
    .toArray();
}

/** A person's rows of a span of time. */
export function findDeliveriesOf(contactId: string, from: Date, to: Date): Promise<DeliveryRow[]> {
  return native(Deliveries)
    .find({ contactId, at: { $gte: from, $lte: to } })
    .toArray();
}

/** A stretch of a run's plan: `from` inclusive, `to` exclusive. */
export function findDeliverySpan(runId: string, from: number, to: number): Promise<DeliveryRow[]> {
  return native(Deliveries)
    .find({ runId, seq: { $gte: from, $lt: to } })
    .toArray();
}

/** What rules about campaigns look at, of a stretch of a run's plan: `to` exclusive. */
export type DeliveryFacts = Pick<DeliveryRow, "contactId" | "state" | "facts" | "at" | "isTest">;

export function findDeliveryFacts(
  runId: string,
  from: number,
  to: number,
): Promise<DeliveryFacts[]> {
  const projection = { _id: 0, contactId: 1, state: 1, facts: 1, at: 1, isTest: 1 };
  return native(Deliveries)
    .find({ runId, seq: { $gte: from, $lt: to } })
    .project<DeliveryFacts>(projection)
    .toArray();
}

export async function countSpanByState(
  runId: string,
  from: number,
  to: number,
  session: Session | null = null,
): Promise<{ state: DeliveryState; count: number }[]> {
  const rows = await native(Deliveries)
    .aggregate<{
      _id: DeliveryState;
      count: number;
    }>(
      [
        { $match: { runId, seq: { $gte: from, $lt: to } } },
        { $group: { _id: "$state", count: { $sum: 1 } } },
      ],
      session ? { session } : {},
    )
    .toArray();
  return rows.map(({ _id, count }) => ({ state: _id, count }));
}
