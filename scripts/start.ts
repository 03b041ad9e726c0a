import { watch } from "node:fs";
import path from "node:path";
import { databaseHosts, type Config } from "#core/config.ts";
import { buildAll, isBuildFresh } from "./build.ts";
import { pickPort, requireFreePort, requireWritable } from "./run/checks.ts";
import { Child, type ChildPlan } from "./run/child.ts";
import { keepDatabase, type KeptDatabase } from "./run/database.ts";
import { projectRoot, readEnvironment } from "./run/environment.ts";
import { report } from "./run/failure.ts";
import { claimFolder } from "./run/instance.ts";
import { openLogSink } from "./run/log-sink.ts";
import { readyScreen } from "./run/screen.ts";
import { demoOf } from "./run/seeded.ts";
import { startTask, type Task } from "./run/task.ts";
import { workerFlags } from "./run/worker-flags.ts";

/** `npm start` and `npm run dev`: the whole of Antiphon as one tree of processes. */

const isDevelopment = process.argv.includes("--dev");
const STOP_MS = 60_000;

/** What the children stand on: closed after them, the last one opened first. */
const foundations: (() => Promise<unknown>)[] = [];
const children: Child[] = [];
const tasks: Task[] = [];
const buildStop = new AbortController();
let stopping: Promise<void> | null = null;

async function main(): Promise<void> {
  const startedAt = performance.now();
  const { config, isDemo } = await readPlan();
  await requireWritable(config.ANTIPHON_DATA);
  const instance = await claimFolder(config.ANTIPHON_DATA, placesOf(config, isDemo));
  foundations.push(() => instance.release());
  await requireFreePort(config.PORT, config.HOST, "PORT");
  await requireFreePort(config.SMTP_IN_PORT, config.HOST, "SMTP_IN_PORT");
  if (isDemo) await requireFreePort(config.SIMULATOR_PORT, "127.0.0.1", "SIMULATOR_PORT");
  const log = openLogSink(config.ANTIPHON_DATA);
  foundations.push(() => log.close());

  const [database] = await Promise.all([openOwnDatabase(config), buildIfStale()]);
  const uri = config.MONGODB_URI ?? database?.uri;
  const ready = { ...config, ...(uri === undefined ? {} : { MONGODB_URI: uri }) };
  if (stopping !== null) return;
  const env = childEnvironment(ready, isDemo);
  const names = isDemo ? ["simulator", "worker", "web"] : ["worker", "web"];
  children.push(...names.map((name) => new Child(planOf(name, env), log)));
  const preparing = startTask(planOf("prepare", env), log);
  tasks.push(preparing);
  const [prepared, ...messages] = await Promise.all([
    preparing.done,
    ...children.map((child) => child.ready),
  ]);
  const demo = demoOf(prepared);
  if (isDevelopment) restartOnChange();
  const web: Record<string, unknown> = messages.at(-1) ?? {};
  console.log(
    readyScreen({
      url: textOf(web["publicUrl"]) ?? `http://${config.HOST}:${config.PORT}`,
      // The web process may have looked before the demo's owner was there.
      setupUrl: demo === null ? textOf(web["setupUrl"]) : null,
      simulatorUrl: isDemo ? `http://127.0.0.1:${config.SIMULATOR_PORT}` : null,
      demo,
      dataFolder: config.ANTIPHON_DATA,
      database: database?.name ?? `MONGODB_URI (${databaseHosts(config.MONGODB_URI ?? "")})`,
      logFile: log.file,
      seconds: (performance.now() - startedAt) / 1_000,
    }),
  );
}

async function readPlan(): Promise<{ config: Config; isDemo: boolean }> {
  const given = readEnvironment();
  const isDemo = given.SIMULATOR === true;
  const PORT = given.PORT === 0 ? await pickPort(given.HOST) : given.PORT;
  const simulator = given.SIMULATOR_PORT === 0 ? await pickPort("127.0.0.1") : given.SIMULATOR_PORT;
  const mode = isDevelopment ? "development" : "production";
  const config = readEnvironment({
    NODE_ENV: mode,
    PORT: String(PORT),
    SIMULATOR_PORT: String(simulator),
    SIMULATOR: String(isDemo),
  });
  return { config, isDemo };
}

async function openOwnDatabase(config: Config): Promise<KeptDatabase | null> {
  if (config.MONGODB_URI !== undefined) return null;
  const say = (line: string): void => console.log(line);
  const lost = (): void => void leave(1);
  const opening = keepDatabase(config.ANTIPHON_DATA, process.env, say, lost);
  // Noted at once: who stops in the middle of this must wait for it, or a server stays behind.
  foundations.push(() => opening.then((database) => database.stop()).catch(() => {}));
  return opening;
}

async function buildIfStale(): Promise<void> {
  if (isDevelopment || (await isBuildFresh())) return;
  console.log("Building (once per version) …");
  await buildAll({ output: "hidden", signal: buildStop.signal });
}

function childEnvironment(config: Config, isDemo: boolean): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: config.NODE_ENV,
    MONGODB_URI: config.MONGODB_URI,
    ANTIPHON_DATA: config.ANTIPHON_DATA,
    ...placesOf(config, isDemo),
  };
}

/** Where it listens, chosen or given: for its processes, and for commands beside it. */
function placesOf(config: Config, isDemo: boolean) {
  return {
    HOST: config.HOST,
    PORT: String(config.PORT),
    SIMULATOR: String(isDemo),
    SIMULATOR_PORT: String(config.SIMULATOR_PORT),
  };
}

const sources: Readonly<Record<string, string>> = {
  web: "server.ts",
  worker: "jobs/worker.ts",
  simulator: "scripts/simulator/main.ts",
  prepare: "scripts/run/prepare-process.ts",
};

function planOf(name: string, env: NodeJS.ProcessEnv): ChildPlan {
  const built = name === "web" ? "server" : name;
  if (!isDevelopment) {
    const script = path.join(projectRoot, "build", `${built}.js`);
    const limits = name === "worker" ? workerFlags : [];
    return { name, script, execArgv: ["--enable-source-maps", ...limits], env };
  }
  const script = path.join(projectRoot, sources[name] ?? "");
  return { name, script, execArgv: ["--import", "tsx"], env };
}

/** Vite reloads the pages by itself; the other processes start again when their sources change. */
function restartOnChange(): void {
  let timer: NodeJS.Timeout | undefined;
  for (const folder of ["channels", "core", "jobs", "models", "services", "templates"]) {
    watch(path.join(projectRoot, folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        for (const child of children) if (child.name !== "simulator") child.restart();
      }, 300);
    });
  }
}

function stopAll(): Promise<void> {
  stopping ??= closeParts();
  return stopping;
}

async function closeParts(): Promise<void> {
  buildStop.abort();
  await Promise.all([...tasks.map((task) => task.stop()), ...children.map(stopChild)]);
  for (const close of foundations.splice(0).reverse()) await close();
}

function stopChild(child: Child): Promise<void> {
  return child.stop(STOP_MS);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

async function leave(code: number): Promise<never> {
  await stopAll().catch(report);
  process.exit(code);
}

// Whoever read our words (a pipe, npm) may go before us: that must not cut the stopping short.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

let lastSignalAt = -Infinity;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // npm passes Ctrl-C on besides the terminal: only a later one means "at once".
    const isAgain = performance.now() - lastSignalAt > 1_500 && stopping !== null;
    lastSignalAt = performance.now();
    if (isAgain) process.exit(1);
    if (stopping === null) console.log("\nStopping …");
    void leave(0);
  });
}

// A SIGTERM to npm ends its shell and npm, and tells nobody else: without them we end too.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent && stopping === null) void leave(0);
}, 500).unref();

main().catch((error: unknown) => {
  if (stopping !== null) return;
  report(error);
  void leave(1);
});
