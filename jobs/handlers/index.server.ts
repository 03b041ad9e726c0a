import type { JobHandler, WorkerLoop } from "#jobs/handle.server.ts";

/** Every job a worker runs. */
export const handlers: readonly JobHandler[] = [];

/** What a worker keeps running beside its jobs. */
export const loops: readonly WorkerLoop[] = [];
