import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { build as bundle } from "esbuild";

const root = path.join(import.meta.dirname, "../..");

/** A free port that stays ours to name over restarts. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || !address) throw new Error("no port");
  return address.port;
}

export interface Started {
  readonly child: ChildProcess;
  /** Its first message or JSON line. */
  readonly ready: Promise<Record<string, unknown>>;
}

/**
 * Bundled first: a worker that is killed ten times should not compile itself ten times. Returns the
 * folder of the bundles.
 */
export async function bundleProcesses(
  entryPoints: Readonly<Record<string, string>>,
  name: string,
): Promise<string> {
  const outdir = path.join(root, ".cache", name);
  await bundle({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    logLevel: "warning",
  });
  return outdir;
}

/** The web process as `npm run build` makes it. */
export const webProcess = path.join(root, "build", "server.js");

/** A bundled entry point as a process of its own. */
export function startProcess(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Started {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const ready = new Promise<Record<string, unknown>>((resolve, reject) => {
    child.once("message", (message) => resolve(message as Record<string, unknown>));
    child.stdout?.on("data", (chunk: Buffer) => {
      const line = chunk.toString().split("\n")[0] ?? "";
      if (line.includes(".ready")) resolve(JSON.parse(line) as Record<string, unknown>);
    });
    child.once("exit", (code) => reject(new Error(`${file} ended with ${String(code)}`)));
  });
  ready.catch(() => {});
  return { child, ready };
}

export async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
