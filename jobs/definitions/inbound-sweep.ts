import { z } from "zod";
import { MINUTE_MS } from "#core/duration.ts";
import { defineJob } from "#jobs/define-job.ts";

/** Understands every stored call a nudge missed. Safe to run beside the nudges: all steps are keyed. */
export const sweepInbound = defineJob({
  name: "inbound.sweep",
  payload: z.object({}),
  concurrency: 1,
  lockLifetimeMs: 5 * MINUTE_MS,
  every: "5 seconds",
});
