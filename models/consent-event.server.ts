import { Schema } from "mongoose";
import type { ConsentKind } from "#core/consent/state.ts";
import type { Purpose } from "#core/message/message.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";

export interface Wording {
  readonly text: string;
  readonly version: string;
  readonly locale: string;
}

/** One line of evidence. Never updated, never removed; `hash` chains it to the line before. */
export interface ConsentEventRow {
  _id: string;
  workspaceId: string;
  /** 1, 2, 3 … per workspace: the order of the chain. */
  seq: number;
  contactId: string;
  channel: string;
  purpose: Purpose;
  kind: ConsentKind;
  wording: Wording | null;
  /** Where it came from: "import", "form", "keyword", "possible-opt-out", "unsubscribe-link", "one-click", "agent", "provider", "api". */
  source: string;
  /** Member id, "contact" or "system". */
  actor: string;
  /** Import id + row, message id, campaign id, URL … whatever proves it. */
  proof: Record<string, string>;
  at: Date;
  /** SHA-256 of the previous hash and this row's canonical JSON; first row chains from 64 zeros. */
  prevHash: string;
  hash: string;
}

const schema = new Schema<ConsentEventRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    seq: { type: Number, required: true },
    contactId: { type: String, required: true },
    channel: { type: String, required: true },
    purpose: { type: String, required: true },
    kind: { type: String, required: true },
    wording: { type: Schema.Types.Mixed, default: null },
    source: { type: String, required: true },
    actor: { type: String, required: true },
    proof: { type: Schema.Types.Mixed, default: {} },
    at: { type: Date, required: true },
    prevHash: { type: String, required: true },
    hash: { type: String, required: true },
  },
  schemaOptions,
);

schema.index({ workspaceId: 1, seq: 1 }, { unique: true });
// The evidence of one person.
schema.index({ contactId: 1, seq: 1 });

export const ConsentEvents = defineModel<ConsentEventRow>("ConsentEvent", schema, "consentEvents");

/** The end of a workspace's chain. Every append moves it by compare-and-set: one writer at a time. */
export interface ConsentHeadRow {
  /** Workspace id. */
  _id: string;
  seq: number;
  hash: string;
  /** Grows with every writer, rebuilds included, so that two never work on the same projection. */
  turn: number;
}

const headSchema = new Schema<ConsentHeadRow>(
  {
    _id: { type: String, required: true },
    seq: { type: Number, required: true },
    hash: { type: String, required: true },
    turn: { type: Number, required: true },
  },
  schemaOptions,
);

export const ConsentHeads = defineModel<ConsentHeadRow>("ConsentHead", headSchema, "consentHeads");

export async function findConsentHead(workspaceId: string): Promise<ConsentHeadRow | null> {
  return ConsentHeads.collection.findOne<ConsentHeadRow>({ _id: workspaceId as never });
}

/** Lines `from` to `to` (inclusive) of the chain, in order. */
export async function findConsentLines(
  workspaceId: string,
  from: number,
  to: number,
): Promise<ConsentEventRow[]> {
  const rows = await ConsentEvents.collection
    .find<ConsentEventRow>({ workspaceId, seq: { $gte: from, $lte: to } })
    .toArray();
  return rows.sort((a, b) => a.seq - b.seq);
}

/** The evidence of one person, oldest first. */
export async function findConsentEvidence(key: {
  readonly workspaceId: string;
  readonly contactId: string;
}): Promise<ConsentEventRow[]> {
  const rows = await ConsentEvents.collection
    .find<ConsentEventRow>({ contactId: key.contactId })
    .toArray();
  return rows.filter((row) => row.workspaceId === key.workspaceId).sort((a, b) => a.seq - b.seq);
}

/** Which of these lines are already in the ledger. */
export async function findConsentEventIds(ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await ConsentEvents.collection
    .find<{ _id: string }>({ _id: { $in: [...ids] as never[] } }, { projection: { _id: 1 } })
    .toArray();
  return new Set(rows.map((row) => row._id));
}

export async function findConsentEventsByIds(ids: readonly string[]): Promise<ConsentEventRow[]> {
  if (ids.length === 0) return [];
  return ConsentEvents.collection
    .find<ConsentEventRow>({ _id: { $in: [...ids] as never[] } })
    .toArray();
}
