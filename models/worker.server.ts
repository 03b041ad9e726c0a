import { Schema } from "mongoose";
import { clockState } from "#core/clock-skew.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native } from "./native.server.ts";

/** A worker that lives, by its stable name: after a crash the next process of that name takes its leases back. */
export interface WorkerRow {
  _id: string;
  host: string;
  pid: number;
  startedAt: Date;
  heartbeatAt: Date;
  /** Set by a clean stop. */
  stoppedAt: Date | null;
  openWindows: number;
  /** The database's clock minus this worker's, as of its last beat; absent in rows of older versions. */
  clockOffsetMs?: number;
}

/** Beats come every 5 s; three missed in a row and pages say so. */
export const HEARTBEAT_MS = 5_000;
const STALE_MS = 3 * HEARTBEAT_MS + 1_000;

const schema = new Schema<WorkerRow>(
  {
    _id: { type: String, required: true },
    host: { type: String, required: true },
    pid: { type: Number, required: true },
    startedAt: { type: Date, required: true },
    heartbeatAt: { type: Date, required: true },
    stoppedAt: { type: Date, default: null },
    openWindows: { type: Number, default: 0 },
    clockOffsetMs: { type: Number },
  },
  schemaOptions,
);

export const Workers = defineModel<WorkerRow>("Worker", schema, "workers");

export async function beat(row: WorkerRow): Promise<void> {
  const { _id, ...rest } = row;
  await native(Workers).updateOne({ _id }, { $set: rest }, { upsert: true });
}

export async function listWorkers(): Promise<WorkerRow[]> {
  return native(Workers).find({}).toArray();
}

export function isAlive(worker: WorkerRow, now: Date): boolean {
  return worker.stoppedAt === null && now.getTime() - worker.heartbeatAt.getTime() < STALE_MS;
}

export async function findLiveWorkers(now: Date): Promise<WorkerRow[]> {
  const workers = await listWorkers();
  return workers.filter((worker) => isAlive(worker, now));
}

/** Pages say "no worker is running" when this is 0. */
export async function countLiveWorkers(now: Date): Promise<number> {
  return (await findLiveWorkers(now)).length;
}

/** It lives but sends nothing: its clock is too far from the database's. */
export function isClockRefused(worker: WorkerRow): boolean {
  return clockState(worker.clockOffsetMs ?? 0) === "refused";
}
