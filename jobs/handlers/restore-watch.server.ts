import type { WorkerLoop } from "#jobs/handle.server.ts";
import { startRestoreWatch } from "#services/restore-watch.server.ts";

/** Keeps the mark by which the next start sees that a database is an older copy. */
export const restoreWatchLoop: WorkerLoop = { name: "restore.watch", start: startRestoreWatch };
