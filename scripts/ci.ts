import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { chromium } from "./e2e/chromium.ts";
import { projectRoot } from "./run/environment.ts";

/** Every check there is, each run whatever became of the others; the last line is the count. */

const MINUTE = 60_000;
const resultFile = path.join(projectRoot, ".cache", "vitest.json");
const VitestResult = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  success: z.boolean(),
});

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

interface Step {
  readonly name: string;
  readonly script: string;
  readonly args?: readonly string[];
  readonly limitMs: number;
  /** Why it cannot be run on this machine; null = it can. */
  obstacle?(): Promise<string | null>;
  /** Whole processes on two busy cores: a second try, said out loud, before it counts. */
  readonly mayTryAgain?: boolean;
  tally?(isFine: boolean): Promise<Tally>;
}

const steps: readonly Step[] = [
  { name: "format", script: "format:check", limitMs: 3 * MINUTE },
  { name: "types", script: "types", limitMs: 5 * MINUTE },
  { name: "lint", script: "lint", limitMs: 5 * MINUTE },
  { name: "dead code", script: "dead-code", limitMs: 5 * MINUTE },
  { name: "build", script: "build", limitMs: 5 * MINUTE },
  {
    name: "tests",
    script: "test",
    args: ["--", "--reporter=default", "--reporter=json", `--outputFile.json=${resultFile}`],
    limitMs: 15 * MINUTE,
    mayTryAgain: true,
    tally: readVitest,
  },
  { name: "kills", script: "test:kills", limitMs: 10 * MINUTE, mayTryAgain: true },
  {
    name: "browser journeys",
    script: "test:e2e",
    limitMs: 18 * MINUTE,
    mayTryAgain: true,
    obstacle: browserObstacle,
  },
];

async function main(): Promise<void> {
  await mkdir(path.dirname(resultFile), { recursive: true });
  await rm(resultFile, { force: true });
  const scripts = await readScripts();
  let passed = 0;
  let failed = 0;
  const broken: string[] = [];
  for (const step of steps) {
    if (scripts[step.script] === undefined) throw new Error(`package.json has no "${step.script}"`);
    console.log(`\n=== ${step.name} (npm run ${step.script}) ===`);
    const obstacle = (await step.obstacle?.()) ?? null;
    if (obstacle !== null) {
      console.log(`not run on this machine: ${obstacle}`);
      continue;
    }
    let isFine = await runStep(step);
    if (!isFine && step.mayTryAgain) {
      console.log(`\n=== ${step.name}: failed, once more ===`);
      isFine = await runStep(step);
    }
    const tally = (await step.tally?.(isFine)) ?? {
      passed: isFine ? 1 : 0,
      failed: isFine ? 0 : 1,
    };
    passed += tally.passed;
    failed += tally.failed;
    if (tally.failed > 0) broken.push(step.name);
  }
  if (broken.length > 0) console.log(`\nfailed: ${broken.join(", ")}`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

/** A machine where we may not install a browser, or where it does not start, still checks the rest. */
async function browserObstacle(): Promise<string | null> {
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"];
  const args = [...flags, "--dump-dom", "about:blank"];
  return promisify(execFile)(chromium, args, { timeout: MINUTE }).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** A process group of its own, so that a step that hangs is ended with everything it started. */
function runStep({ script, args = [], limitMs }: Step): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn("npm", ["run", "--silent", script, ...args], {
      cwd: projectRoot,
      stdio: ["ignore", "inherit", "inherit"],
      detached: true,
    });
    const timer = setTimeout(() => {
      console.log(`not done in ${limitMs / MINUTE} minutes: stopped`);
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, limitMs);
    child.on("error", () => resolve(false));
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });
}

/** A run that failed without a failed test (a suite that did not load) still counts as one. */
async function readVitest(isFine: boolean): Promise<Tally> {
  if (!existsSync(resultFile)) return { passed: 0, failed: 1 };
  const parsed = VitestResult.parse(JSON.parse(await readFile(resultFile, "utf8")));
  const { numPassedTests: passed, numFailedTests } = parsed;
  const failed = numFailedTests === 0 && !(isFine && parsed.success) ? 1 : numFailedTests;
  return { passed, failed };
}

async function readScripts(): Promise<Record<string, string>> {
  const text = await readFile(path.join(projectRoot, "package.json"), "utf8");
  return z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(text)).scripts;
}

await main();
