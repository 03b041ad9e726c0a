import { z } from "zod";
import { MINUTE_MS } from "#core/duration.ts";
import { defineJob } from "#jobs/define-job.ts";

/** Brings a message's files here from its provider. Safe to run twice: a stored file is left alone. */
export const fetchMedia = defineJob({
  name: "media.fetch",
  payload: z.object({ messageId: z.string(), attempt: z.number().int().optional() }),
  concurrency: 4,
  lockLifetimeMs: 5 * MINUTE_MS,
});
