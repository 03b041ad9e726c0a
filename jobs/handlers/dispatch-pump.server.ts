import { hostname } from "node:os";
import type { WorkerLoop } from "#jobs/handle.server.ts";
import { isProcessAlive } from "#services/process-alive.server.ts";
import { startPump } from "#services/pump.server.ts";

/** The loop that sends. One per worker, never a job per message. */
export const dispatchPumpLoop: WorkerLoop = {
  name: "dispatch.pump",
  start: (rt) => startPump(rt, { host: hostname(), pid: process.pid, isProcessAlive }),
};
