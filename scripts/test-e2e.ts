import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildAll, isBuildFresh } from "./build.ts";
import { pickPort } from "./run/checks.ts";
import { projectRoot } from "./run/environment.ts";
import { Failure, report } from "./run/failure.ts";

/** `npm run test:e2e`: one product with its demo and simulator, the browser journeys through it, both gone after. */

const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 60_000;
const host = "127.0.0.1";

interface Product {
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

async function main(): Promise<number> {
  const chromium = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  if (!existsSync(chromium)) {
    throw new Failure(
      `There is no chromium at ${chromium}: install it with "apt-get install chromium fonts-liberation", ` +
        "or name your own in CHROMIUM.",
    );
  }
  if (!(await isBuildFresh())) {
    console.log("Building …");
    await buildAll({ output: "hidden" });
  }
  const folder = await mkdtemp(path.join(tmpdir(), "antiphon-e2e-"));
  try {
    const product = await startProduct(folder);
    stopProduct = () => product.stop();
    try {
      return await runJourneys(product.env);
    } finally {
      await product.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

let stopProduct = async (): Promise<void> => {};

async function startProduct(folder: string): Promise<Product> {
  const ports = await Promise.all([pickPort(host), pickPort(host), pickPort(host)]);
  const [port, simulator, mail] = ports;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    SIMULATOR: "true",
    ANTIPHON_DATA: path.join(folder, "data"),
    PORT: String(port),
    SIMULATOR_PORT: String(simulator),
    SMTP_IN_PORT: String(mail),
  };
  const script = path.join(projectRoot, "scripts", "start.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    cwd: projectRoot,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = () => end(child);
  await untilReady(child).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const journeyEnv = {
    ...process.env,
    E2E_URL: `http://${host}:${port}`,
    E2E_SIMULATOR: `http://${host}:${simulator}`,
  };
  return { env: journeyEnv, stop };
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let words = "";
    const fail = (why: string): void => reject(new Failure(`Antiphon ${why}:\n${words}`));
    const timer = setTimeout(() => fail("did not start in time"), START_LIMIT_MS);
    child.once("close", () => fail("ended while starting"));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        words += chunk.toString();
        if (!words.includes("Antiphon is ready")) return;
        clearTimeout(timer);
        resolve();
      });
    }
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
  await gone;
  clearTimeout(timer);
}

/** Arguments go on to vitest, e.g. the name of one journey. */
function runJourneys(env: NodeJS.ProcessEnv): Promise<number> {
  const vitest = path.join(projectRoot, "node_modules", "vitest", "vitest.mjs");
  const args = ["run", "--config", "vitest.e2e.config.ts", ...process.argv.slice(2)];
  const child = spawn(process.execPath, [vitest, ...args], {
    cwd: projectRoot,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve) => child.once("close", (code) => resolve(code ?? 1)));
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void stopProduct().finally(() => process.exit(1)));
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    report(error);
    process.exit(1);
  },
);
