import { z } from "zod";
import { MINUTE_MS } from "#core/duration.ts";
import { defineJob } from "#jobs/define-job.ts";

/** Finds imports whose worker is gone and starts them again from the row they had reached. */
export const sweepImports = defineJob({
  name: "import.sweep",
  payload: z.object({}),
  concurrency: 1,
  lockLifetimeMs: MINUTE_MS,
  every: "10 seconds",
});
