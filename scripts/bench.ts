import { writeFile } from "node:fs/promises";
import { cpus, loadavg, release, totalmem } from "node:os";
import { parseArgs } from "node:util";
import type { PartResult } from "./bench/bench-part.ts";
import { compileBench } from "./bench/compiled.ts";
import { parts } from "./bench/parts.ts";
import { RELEASE } from "./database/releases.ts";

/** `npm run bench -- [--json FILE] [--only R1,R4] [--runs 5] [--small]` (method: performance.md 6). */
const { values } = parseArgs({
  options: {
    json: { type: "string" },
    only: { type: "string" },
    runs: { type: "string", default: "5" },
    small: { type: "boolean", default: false },
  },
});
const wanted = values.only?.split(",");
const machine = {
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 1024 ** 3),
  system: release(),
  node: process.version,
  database: `SecantusDB ${RELEASE}`,
  loadAtStart: loadavg(),
  at: new Date(),
};
console.log(
  `${machine.cores} x ${machine.cpu}, Node ${machine.node}, load ${machine.loadAtStart[0]}`,
);
await compileBench();
const results: Record<string, PartResult & { load: unknown }> = {};
for (const part of parts) {
  if (wanted && !wanted.includes(part.id)) continue;
  console.log(`${part.id}: ${part.title}`);
  const context = {
    runs: Number(values.runs),
    isSmall: values.small,
    say: (line: string) => console.log(line),
  };
  const loadBefore = loadavg()[0];
  const result = await part.run(context).catch(brokenOff);
  results[part.id] = { ...result, load: [loadBefore, loadavg()[0]] };
  console.log(`${result.passed ? "PASS" : "MISS"} ${result.summary}`);
  // After each part: the next may be interrupted.
  if (values.json) await writeResults(values.json);
}

/** A part that cannot be measured says so; the others still are. */
function brokenOff(error: unknown): PartResult {
  const reason = error instanceof Error ? error.message : String(error);
  return { summary: `not measured: ${reason}`, passed: false, raw: { error: reason } };
}

async function writeResults(file: string): Promise<void> {
  const text = JSON.stringify({ machine, small: values.small, results }, null, 2);
  await writeFile(file, `${text}\n`);
}

const missed = Object.values(results).filter((result) => !result.passed).length;
process.exit(missed === 0 ? 0 : 1);
