import { z } from "zod";
import { MINUTE_MS } from "#core/duration.ts";
import { defineJob } from "#jobs/define-job.ts";

/**
 * Moves an import on: its dry run, its rows, or taking it back. Safe to run twice: the import row is
 * leased, and every batch is written together with the place it brings the import to.
 */
export const runImport = defineJob({
  name: "import.run",
  payload: z.object({ importId: z.string() }),
  concurrency: 1,
  lockLifetimeMs: 60 * MINUTE_MS,
});
