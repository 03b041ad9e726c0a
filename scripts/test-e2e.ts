import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildAll, isBuildFresh } from "./build.ts";
import { chromium } from "./e2e/chromium.ts";
import { startProduct } from "./e2e/product.ts";
import { projectRoot } from "./run/environment.ts";
import { Failure, report } from "./run/failure.ts";

/** `npm run test:e2e`: one product with its demo and simulator, the browser journeys through it, both gone after. */

async function main(): Promise<number> {
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
    const product = await startProduct({ dataFolder: path.join(folder, "data"), isDemo: true });
    stopProduct = () => product.stop();
    try {
      return await runJourneys({ E2E_URL: product.url, E2E_SIMULATOR: product.simulatorUrl });
    } finally {
      await product.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

let stopProduct = async (): Promise<void> => {};

/** Arguments go on to vitest, e.g. the name of one journey. */
function runJourneys(env: Readonly<Record<string, string>>): Promise<number> {
  const vitest = path.join(projectRoot, "node_modules", "vitest", "vitest.mjs");
  const args = ["run", "--config", "vitest.e2e.config.ts", ...process.argv.slice(2)];
  const child = spawn(process.execPath, [vitest, ...args], {
    cwd: projectRoot,
    env: { ...process.env, ...env },
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
