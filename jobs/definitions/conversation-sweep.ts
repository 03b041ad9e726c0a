import { z } from "zod";
import { MINUTE_MS } from "#core/duration.ts";
import { defineJob } from "#jobs/define-job.ts";

/** Wakes conversations whose snooze is over. Safe to run twice: an open one is left alone. */
export const sweepConversations = defineJob({
  name: "conversation.sweep",
  payload: z.object({}),
  concurrency: 1,
  lockLifetimeMs: MINUTE_MS,
  every: "15 seconds",
});
