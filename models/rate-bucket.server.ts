import { Schema } from "mongoose";
import { freshBucket, type Bucket } from "#core/delivery/rate.ts";
import { isDuplicateKey } from "./connection.server.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native } from "./native.server.ts";

/** Pace of one channel account (or of one run with its own throttle), shared by all workers. */
export interface RateBucketRow extends Bucket {
  /** Account id, or `run:<run id>`. */
  _id: string;
  version: number;
  /** `<_id>:<version>`: a write names the version it read, in one indexed field. */
  key: string;
}

const schema = new Schema<RateBucketRow>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    key: { type: String, required: true },
    tatMs: { type: Number, required: true },
    factor: { type: Number, required: true },
    factorAtMs: { type: Number, required: true },
  } as never,
  schemaOptions,
);
schema.index({ key: 1 }, { unique: true });

export const RateBuckets = defineModel<RateBucketRow>("RateBucket", schema, "rateBuckets");

export async function readBucket(id: string, nowMs: number): Promise<RateBucketRow> {
  const found = await native(RateBuckets).findOne({ _id: id });
  if (found) return found;
  const row: RateBucketRow = { _id: id, version: 1, key: `${id}:1`, ...freshBucket(nowMs) };
  try {
    await native(RateBuckets).insertOne(row);
    return row;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return readBucket(id, nowMs);
  }
}

/** null = somebody else wrote first; read again. */
export async function replaceBucket(
  row: RateBucketRow,
  next: Bucket,
): Promise<RateBucketRow | null> {
  const version = row.version + 1;
  const written = { ...next, version, key: `${row._id}:${version}` };
  const { modifiedCount } = await native(RateBuckets).updateOne(
    { key: row.key },
    { $set: written },
  );
  return modifiedCount === 1 ? { _id: row._id, ...written } : null;
}
