import { z } from "zod";
import { MINUTE_MS } from "#core/duration.ts";
import { defineJob } from "#jobs/define-job.ts";

/** Understands chosen calls again, asked for from the journal. Safe to repeat: all steps are keyed. */
export const processInbound = defineJob({
  name: "inbound.process",
  payload: z.object({ workspaceId: z.string(), receiptIds: z.array(z.string()).max(500) }),
  concurrency: 1,
  lockLifetimeMs: 5 * MINUTE_MS,
});
