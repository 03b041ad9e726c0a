import { Schema } from "mongoose";
import type { SuppressionReason } from "#core/consent/suppression.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";

export type { SuppressionReason };

/** An address never to be written to, on one channel or ("*") on all. */
export interface SuppressionRow {
  /** `suppressionKey(…)`: lookups for a window are one `$in` over keys. */
  _id: string;
  workspaceId: string;
  channel: string;
  addressKind: string;
  address: string;
  reason: SuppressionReason;
  detail: string | null;
  actor: string;
  at: Date;
}

const schema = new Schema<SuppressionRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    channel: { type: String, required: true },
    addressKind: { type: String, required: true },
    address: { type: String, required: true },
    reason: { type: String, required: true },
    detail: { type: String, default: null },
    actor: { type: String, required: true },
    at: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ workspaceId: 1, at: 1 });

export const Suppressions = defineModel<SuppressionRow>("Suppression", schema, "suppressions");

/** channel "*" = every channel. */
export function suppressionKey(
  workspaceId: string,
  channel: string,
  address: { readonly kind: string; readonly value: string },
): string {
  return `${workspaceId}:${channel}:${address.kind}:${address.value}`;
}

/** The keys that stop an address on a channel: its own, and the one for every channel. */
export function suppressionKeys(
  workspaceId: string,
  channel: string,
  address: { readonly kind: string; readonly value: string },
): string[] {
  return [channel, "*"].map((on) => suppressionKey(workspaceId, on, address));
}

/** Which of these keys are suppressed: one look-up for a whole window. */
export async function findSuppressedKeys(keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await Suppressions.collection
    .find<{ _id: string }>({ _id: { $in: [...keys] as never[] } }, { projection: { _id: 1 } })
    .toArray();
  return new Set(rows.map((row) => row._id));
}

/** Rows written in a window of time, newest first. */
export async function findSuppressions(
  workspaceId: string,
  from: Date,
  to: Date,
): Promise<SuppressionRow[]> {
  const rows = await Suppressions.collection
    .find<SuppressionRow>({ workspaceId, at: { $gte: from, $lte: to } })
    .toArray();
  return rows.sort((a, b) => b.at.getTime() - a.at.getTime());
}

export async function findSuppressionsByKeys(keys: readonly string[]): Promise<SuppressionRow[]> {
  if (keys.length === 0) return [];
  return Suppressions.collection
    .find<SuppressionRow>({ _id: { $in: [...keys] as never[] } })
    .toArray();
}

/** Takes an address off the list only if it is on it for this reason. */
export async function liftSuppression(id: string, reason: SuppressionReason): Promise<void> {
  const row = await Suppressions.collection.findOne({ _id: id as never });
  if (row?.["reason"] === reason) await Suppressions.collection.deleteOne({ _id: id as never });
}

const DAY_MS = 24 * 3600 * 1_000;
const spansInDays = [7, 60, 730, 36_500] as const;

/** A page of suppressions, newest first, in windows of time that widen until it is full. */
export async function findSuppressionPage(query: {
  readonly workspaceId: string;
  readonly before: Date;
  readonly limit: number;
  /** Only this address, on whatever channel. */
  readonly address: { readonly kind: string; readonly value: string } | null;
}): Promise<{ rows: SuppressionRow[]; next: Date | null }> {
  const { workspaceId, before, limit, address } = query;
  if (address) {
    const channels = ["*", "whatsapp", "sms", "email", "messenger", "telegram", "web-chat"];
    const keys = channels.map((channel) => suppressionKey(workspaceId, channel, address));
    return { rows: await findSuppressionsByKeys(keys), next: null };
  }
  const found: SuppressionRow[] = [];
  let to = before;
  for (const days of spansInDays) {
    const from = new Date(Math.max(0, to.getTime() - days * DAY_MS));
    found.push(...(await findSuppressions(workspaceId, from, to)));
    to = new Date(from.getTime() - 1);
    if (found.length > limit || from.getTime() === 0) break;
  }
  const last = found[limit - 1];
  // Whoever shares the last one's millisecond comes along, or nobody would ever show them.
  const rows = last ? found.filter((row) => row.at >= last.at) : found;
  const next = last && found.length > rows.length ? new Date(last.at.getTime() - 1) : null;
  return { rows, next };
}
