import { mkdir, mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildAll, isBuildFresh } from "#scripts/build.ts";
import { killHard, startProcess, webProcess } from "#scripts/kills/processes.ts";

/** What `testRuntime` seals and signs with, so that its cookies and accounts are good in the processes too. */
export const testSecrets = {
  SECRET_KEY: "test-secret-key-of-32-characters!",
  ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString("base64")}`,
};
export const publicUrl = "https://antiphon.test";

export interface Product {
  /** Where the web process answers; its own address is `publicUrl`, as behind a proxy. */
  readonly url: string;
  /** Everything both processes printed so far. */
  printed(): string;
  stop(): Promise<void>;
}

export interface ProductOptions {
  readonly databaseUri: string;
  readonly hasWorker?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

const lock = path.join(path.dirname(webProcess), "..", ".cache", "build.lock");
const LOCK_MAX_MS = 300_000;

/** Test files run side by side: one of them builds, the others wait for it. */
async function ensureBuilt(): Promise<void> {
  while (!(await isBuildFresh())) {
    if (!(await takeLock())) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      continue;
    }
    try {
      if (!(await isBuildFresh())) await buildAll({ output: "hidden" });
    } finally {
      await rm(lock, { force: true });
    }
  }
}

async function takeLock(): Promise<boolean> {
  await mkdir(path.dirname(lock), { recursive: true });
  try {
    await (await open(lock, "wx")).close();
    return true;
  } catch {
    // Somebody builds, or died over it.
    const facts = await stat(lock).catch(() => null);
    if (facts && Date.now() - facts.mtimeMs > LOCK_MAX_MS) await rm(lock, { force: true });
    return false;
  }
}

/** The built product as it runs in production; built first where it is not. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  await ensureBuilt();
  const folder = await mkdtemp(path.join(tmpdir(), "antiphon-security-"));
  const env = {
    ...testSecrets,
    ...{ NODE_ENV: "production", PUBLIC_URL: publicUrl, SIMULATOR: "false", LOG_LEVEL: "trace" },
    ...{ MONGODB_URI: options.databaseUri, ANTIPHON_DATA: folder, TRUST_PROXY: "1" },
    ...{ PORT: "0", WORKER_PORT: "0", SMTP_IN_PORT: "0", PUMP_POLL_MS: "50" },
    ...options.env,
  };
  const files = [webProcess, ...(options.hasWorker ? [workerProcess] : [])];
  const started = files.map((file) => startProcess(file, [], env));
  let words = "";
  for (const { child } of started) {
    child.stdout?.on("data", (chunk: Buffer) => (words += chunk.toString()));
  }
  const stop = async () => {
    await Promise.all(started.map(({ child }) => killHard(child)));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [web] = await Promise.all(started.map(({ ready }) => ready));
    return { url: `http://127.0.0.1:${String(web?.["port"])}`, printed: () => words, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const workerProcess = path.join(path.dirname(webProcess), "worker.js");
