import { z } from "zod";
import { MINUTE_MS } from "#core/duration.ts";
import { defineJob } from "#jobs/define-job.ts";

/** Looks again for the delivery a quick reply quoted. Safe to run twice: a linked reply is left alone. */
export const relinkReply = defineJob({
  name: "conversation.relink",
  payload: z.object({ messageId: z.string(), attempt: z.number().int() }),
  concurrency: 2,
  lockLifetimeMs: MINUTE_MS,
});
