import type { BenchPart } from "./bench-part.ts";
import { runOurs } from "./dispatch-runs.ts";
import { openBenchDatabase, startSink } from "./harness.ts";

const TARGET_MB = 32;

/** R6: memory of the sending process, planning included, when the campaign grows twenty-fold. */
export const partR6: BenchPart = {
  id: "R6",
  title: "growth of memory from 10,000 to 200,000 recipients, and send-now to first message",
  async run({ isSmall }) {
    const sizes = isSmall ? [2_000, 10_000] : [10_000, 200_000];
    const sink = await startSink();
    const database = await openBenchDatabase(false);
    try {
      const runs = [];
      for (const people of sizes) runs.push(await runOurs(sink, database, people, false));
      const [small, large] = runs;
      const growth = (large?.sender.rssPeakMb ?? NaN) - (small?.sender.rssPeakMb ?? NaN);
      const first = runs.map((run) => run.sendNowToFirstMs.toFixed(0)).join(" and ");
      return {
        summary:
          `R6 ${growth.toFixed(0)} MB more at ${sizes[1]} than at ${sizes[0]} recipients ` +
          `(target ${TARGET_MB} MB); send now to first message ${first} ms`,
        passed: growth <= TARGET_MB,
        raw: runs,
      };
    } finally {
      sink.stop();
      await database.stop();
    }
  },
};
