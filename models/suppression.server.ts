import { Schema } from "mongoose";
import { defineModel, schemaOptions } from "./define-model.server.ts";

export const suppressionReasons = [
  "manual",
  "bounce",
  "complaint",
  "provider-block",
  "legal",
  "recipient-gone",
] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

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
