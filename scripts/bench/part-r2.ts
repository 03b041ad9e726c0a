import type { BenchPart } from "./bench-part.ts";
import { runOurs } from "./dispatch-runs.ts";
import { openBenchDatabase, runSender, startSink } from "./harness.ts";
import type { SenderResult } from "./sender.ts";

const TARGET = 30;

/** R2: one agenda job per recipient, on the same store and the same sink. */
export const partR2: BenchPart = {
  id: "R2",
  title: "against one agenda job per recipient",
  async run({ isSmall }) {
    const people = isSmall ? 2_000 : 20_000;
    const limitMs = isSmall ? 20_000 : 120_000;
    const sink = await startSink();
    const database = await openBenchDatabase(false);
    try {
      const input = { url: sink.url, uri: database.uri("naive"), people, limitMs };
      const naive = await runSender<SenderResult>("sender-agenda", input, () => sink.reset());
      const report = await sink.report();
      // Cut off: the time it had is the time it took for what it did.
      const naiveRate = report.requests / Math.max(report.seconds, 0.001);
      const ours = await runOurs(sink, database, people);
      // Infinitely faster than nothing is no figure: fewer than this and the other side was not measured.
      const isMeasured = report.requests >= people / 1_000;
      const ratio = isMeasured ? ours.perSecond / naiveRate : NaN;
      const done = `${report.requests} of ${people} in ${report.seconds.toFixed(0)} s`;
      return {
        summary: isMeasured
          ? `R2 ${ratio.toFixed(0)}x one agenda job per recipient (${done}; target ${TARGET}x)`
          : `R2 not measured: one agenda job per recipient sent ${report.requests} in ${limitMs / 1_000} s`,
        passed: isMeasured && ratio >= TARGET,
        raw: { people, naive, naiveReport: report, ours },
      };
    } finally {
      sink.stop();
      await database.stop();
    }
  },
};
