import { Schema } from "mongoose";
import { isDuplicateKey } from "./connection.server.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native } from "./native.server.ts";

/** A receipt that came before the row it speaks of; tried again until the row is there. */
export interface OrphanStatusRow {
  /** Hash of account, subject, status and time: a repeat is the same row. */
  _id: string;
  accountId: string;
  /** The event as it was parsed, dates included. */
  event: Record<string, unknown>;
  tries: number;
  nextTryAt: Date;
  parkedAt: Date;
}

const schema = new Schema<OrphanStatusRow>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    event: { type: Schema.Types.Mixed, required: true } as never,
    tries: { type: Number, required: true },
    nextTryAt: { type: Date, required: true },
    parkedAt: { type: Date, required: true },
  },
  schemaOptions,
);
schema.index({ nextTryAt: 1 });
// Providers repeat a receipt for up to a week.
schema.index({ parkedAt: 1 }, { expireAfterSeconds: 8 * 24 * 3600 });

export const OrphanStatuses = defineModel<OrphanStatusRow>(
  "OrphanStatus",
  schema,
  "orphanStatuses",
);

/** A repeat of a parked receipt is the same row. */
export async function parkOrphans(rows: readonly OrphanStatusRow[]): Promise<void> {
  if (rows.length === 0) return;
  try {
    await native(OrphanStatuses).insertMany([...rows], { ordered: false });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

export function findDueOrphans(now: Date): Promise<OrphanStatusRow[]> {
  return native(OrphanStatuses)
    .find({ nextTryAt: { $lte: now } })
    .toArray();
}

export async function removeOrphans(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await native(OrphanStatuses).deleteMany({ _id: { $in: [...ids] } });
}

export async function postponeOrphans(
  ids: readonly string[],
  tries: number,
  nextTryAt: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await native(OrphanStatuses).updateMany(
    { _id: { $in: [...ids] } },
    { $set: { tries, nextTryAt } },
  );
}
