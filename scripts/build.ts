import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundleProcesses } from "./run/bundle.ts";
import { Failure } from "./run/failure.ts";

/** `npm run build`: the browser and server halves by Vite, the other processes by esbuild. */

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const stampFile = path.join(root, "build", "stamp.txt");

const entryPoints = {
  server: "server.ts",
  worker: "jobs/worker.ts",
  simulator: "scripts/simulator/main.ts",
  prepare: "scripts/run/prepare-process.ts",
  cli: "scripts/cli.ts",
  "render-worker": "templates/render-worker.ts",
};

const sourceFolders = [
  "app",
  "channels",
  "core",
  "jobs",
  "models",
  "public",
  "services",
  "templates",
];
const sourceFiles = ["package-lock.json", "remix.config.js", "server.ts", "vite.config.ts"];

export interface BuildOptions {
  /** What the bundlers say: as it comes, or only when they fail. */
  readonly output: "shown" | "hidden";
  readonly signal?: AbortSignal;
}

export async function buildAll({ output, signal }: BuildOptions): Promise<void> {
  const stamp = await sourceStamp();
  await rm(path.join(root, "build"), { recursive: true, force: true });
  // In this order: the Remix plugin empties the folder first.
  await buildApp(output, signal);
  await bundleProcesses(entryPoints);
  await writeFile(stampFile, stamp);
}

export async function isBuildFresh(): Promise<boolean> {
  const built = await readFile(stampFile, "utf8").catch(() => null);
  return built !== null && built === (await sourceStamp());
}

function buildApp(output: "shown" | "hidden", signal?: AbortSignal): Promise<void> {
  const remix = path.join(root, "node_modules", "@remix-run", "dev", "dist", "cli.js");
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [remix, "vite:build"], {
      cwd: root,
      env: { ...process.env, NODE_ENV: "production" },
      stdio: ["ignore", "pipe", "pipe"],
      ...(signal ? { signal } : {}),
    });
    let words = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        words += chunk.toString();
        if (output === "shown") process.stdout.write(chunk);
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Failure(`The build of the pages failed:\n${causeOf(words)}`));
    });
  });
}

/** The bundlers follow their complaint with every file they looked at. */
function causeOf(words: string): string {
  const start = words.search(/✗|error/i);
  return words.slice(Math.max(start, 0)).slice(0, 1_500);
}

/** Changes with every source file's path, size or time. */
async function sourceStamp(): Promise<string> {
  const hash = createHash("sha256");
  const folders = await Promise.all([...sourceFolders, "scripts"].map(listFiles));
  const files = [...folders.flat(), ...sourceFiles.map((file) => path.join(root, file))].toSorted();
  for (const file of files) {
    const facts = await stat(file).catch(() => null);
    if (facts) hash.update(`${path.relative(root, file)}:${facts.size}:${facts.mtimeMs}\n`);
  }
  return hash.digest("hex");
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), {
    recursive: true,
    withFileTypes: true,
  }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  buildAll({ output: "shown" }).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}
