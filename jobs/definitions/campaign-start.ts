import { z } from "zod";
import { MINUTE_MS } from "#core/duration.ts";
import { defineJob } from "#jobs/define-job.ts";

/** Starts one campaign when its time has come. Safe to run twice: only one move to running wins. */
export const startCampaign = defineJob({
  name: "campaign.start",
  payload: z.object({ campaignId: z.string() }),
  concurrency: 2,
  lockLifetimeMs: 2 * MINUTE_MS,
});
