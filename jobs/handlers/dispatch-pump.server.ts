import { hostname } from "node:os";
import type { WorkerLoop } from "#jobs/handle.server.ts";
import { startPump } from "#services/pump.server.ts";

/** The loop that sends. One per worker, never a job per message. */
export const dispatchPumpLoop: WorkerLoop = {
  name: "dispatch.pump",
  start: (rt) => startPump(rt, { host: hostname(), pid: process.pid, isProcessAlive }),
};

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // No permission means that somebody is there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
