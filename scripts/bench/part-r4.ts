import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BenchPart } from "./bench-part.ts";
import { openBenchDatabase, runSender, seedPeople, startSink } from "./harness.ts";
import type { SenderResult } from "./sender.ts";

const WINDOWS = 4 * 64;

/** R4: kill -9 at half-way, a new process takes over; the sink remembers who got what. */
export const partR4: BenchPart = {
  id: "R4",
  title: "recipients lost and duplicated after kill -9 at 50 %",
  async run({ isSmall, runs }) {
    const people = isSmall ? 4_000 : 20_000;
    const rounds: Awaited<ReturnType<typeof killOnce>>[] = [];
    for (let round = 0; round < Math.min(runs, 3); round += 1) rounds.push(await killOnce(people));
    const sum = (of: "missing" | "duplicates" | "doubted") =>
      rounds.reduce((total, one) => total + one[of], 0);
    const passed = rounds.every(
      (one) => one.lost === 0 && one.duplicates === 0 && one.doubted <= WINDOWS,
    );
    return {
      summary:
        `R4 ${rounds.length} kills of ${people}: ${rounds.reduce((n, one) => n + one.lost, 0)} lost, ` +
        `${sum("duplicates")} duplicated, ${sum("doubted")} unknown (at most ${WINDOWS} per kill)`,
      passed,
      raw: rounds,
    };
  },
};

async function killOnce(people: number) {
  const sink = await startSink();
  const database = await openBenchDatabase(true);
  const dataFolder = await mkdtemp(path.join(tmpdir(), "antiphon-bench-data-"));
  const uri = database.uri("kill");
  try {
    const made = await seedPeople({ uri, url: sink.url, people, warmUp: 1_000 });
    const input = { url: sink.url, uri, ...made, isPlanned: true, dataFolder };
    const runId = await runSender<string>(
      "sender-ours",
      input,
      () => sink.reset(),
      async (child, prepared) => {
        while ((await sink.report()).requests < people / 2) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        const gone = once(child, "exit");
        child.kill("SIGKILL");
        await gone;
        return String(prepared["runId"]);
      },
    );
    const resumed = { uri, runId, dataFolder };
    const end = await runSender<SenderResult>("sender-resume", resumed, async () => {});
    const report = await sink.report();
    const doubted = Number(end["uncertain"]) + Number(end["unknown"]);
    const missing = people - report.distinct;
    // Nobody is lost who is shown as unknown; whoever is missing beyond those is.
    const lost = Math.max(0, missing - doubted);
    return { people, missing, lost, doubted, duplicates: report.duplicates, end };
  } finally {
    sink.stop();
    await database.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}
