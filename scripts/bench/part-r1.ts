import { median, range, type BenchContext, type BenchPart, type PartResult } from "./bench-part.ts";
import { runOurs, runPlain, type DispatchRun } from "./dispatch-runs.ts";
import { openBenchDatabase, startSink } from "./harness.ts";

const TARGET = { plain: 0.5, synced: 0.35 };
const CPU_TARGET = 2;

/** R1 and R11: the dispatch rate and its CPU against a loop without a database, in ABBA order. */
export const partR1: BenchPart = {
  id: "R1",
  title: "dispatch rate with a durable row per recipient, against a plain loop (and R11, CPU)",
  async run(context) {
    const unsynced = await compare(context, false);
    const synced = await compare(context, true);
    const cpu = unsynced.cpuRatio;
    return {
      summary: [
        `R1 ${unsynced.ratio.toFixed(2)} of the plain loop (target ${TARGET.plain})`,
        `${synced.ratio.toFixed(2)} with --sync-on-commit (target ${TARGET.synced})`,
        `R11 ${cpu.toFixed(2)}x CPU of the sending process (target ${CPU_TARGET}x)`,
        `plain ${unsynced.plain}/s, ours ${unsynced.ours}/s, synced ${synced.ours}/s`,
      ].join("; "),
      passed: unsynced.ratio >= TARGET.plain && synced.ratio >= TARGET.synced && cpu <= CPU_TARGET,
      raw: { unsynced, synced },
    } satisfies PartResult;
  },
};

async function compare(context: BenchContext, syncOnCommit: boolean) {
  const people = context.isSmall ? 4_000 : 20_000;
  const sink = await startSink();
  const database = await openBenchDatabase(syncOnCommit);
  const plain: DispatchRun[] = [];
  const ours: DispatchRun[] = [];
  try {
    for (let round = 0; round < context.runs; round += 1) {
      // ABBA: whatever drifts in the machine falls on both sides alike.
      const order = round % 2 === 0 ? (["plain", "ours"] as const) : (["ours", "plain"] as const);
      for (const side of order) {
        if (side === "plain") plain.push(await runPlain(sink, people));
        else ours.push(await runOurs(sink, database, people));
        const last = (side === "plain" ? plain : ours).at(-1);
        context.say(`  ${side}: ${last?.perSecond.toFixed(0)}/s${syncOnCommit ? " (sync)" : ""}`);
      }
    }
  } finally {
    sink.stop();
    await database.stop();
  }
  const rates = (of: DispatchRun[]) => of.map((run) => run.perSecond);
  const cpus = (of: DispatchRun[]) => of.map((run) => run.cpuPerThousand);
  const spread = Math.max(...rates(plain)) / Math.min(...rates(plain));
  return {
    syncOnCommit,
    people,
    ratio: median(rates(ours)) / median(rates(plain)),
    cpuRatio: median(cpus(ours)) / median(cpus(plain)),
    plain: `${median(rates(plain)).toFixed(0)} (${range(rates(plain))})`,
    ours: `${median(rates(ours)).toFixed(0)} (${range(rates(ours))})`,
    /** performance.md 6.2: above 1.15 the machine was not quiet and the ratio is not to be published. */
    plainSpread: spread,
    runs: [...plain, ...ours],
  };
}
