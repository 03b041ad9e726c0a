import path from "node:path";
import { bundleProcesses } from "#scripts/run/bundle.ts";
import { projectRoot } from "#scripts/run/environment.ts";

const processes = [
  "import",
  "seed-people",
  "sender-agenda",
  "sender-ours",
  "sender-plain",
  "sender-resume",
  "sink",
  "webhook-server",
] as const;

export type BenchProcess = (typeof processes)[number];

/**
 * What is measured runs as it runs for a user: compiled. (Through tsx every inner function is given
 * its name again each time it is made, which a hot path feels.)
 */
export async function compileBench(): Promise<void> {
  const bench = processes.map((name) => [`bench/${name}`, `scripts/bench/${name}.ts`]);
  await bundleProcesses({
    ...Object.fromEntries(bench),
    "render-worker": "templates/render-worker.ts",
  });
}

export function compiledFile(name: BenchProcess): string {
  return path.join(projectRoot, "build", "bench", `${name}.js`);
}
