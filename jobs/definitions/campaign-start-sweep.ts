import { z } from "zod";
import { MINUTE_MS } from "#core/duration.ts";
import { defineJob } from "#jobs/define-job.ts";

/** Finds due campaigns whose nudge was lost, and those a crash left without a run. */
export const sweepCampaignStarts = defineJob({
  name: "campaign.start-sweep",
  payload: z.object({}),
  concurrency: 1,
  lockLifetimeMs: 2 * MINUTE_MS,
  every: "10 seconds",
});
