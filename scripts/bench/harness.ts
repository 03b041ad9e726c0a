import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { cacheFolder, installSecantus } from "#scripts/database/install.ts";
import { startSecantus } from "#scripts/database/secantus.ts";
import type { DatabaseServer } from "#scripts/database/server-process.ts";
import { workerFlags } from "#scripts/run/worker-flags.ts";
import { compiledFile, type BenchProcess } from "./compiled.ts";
import type { SinkReport } from "./sink.ts";

/** Runs a process of this folder, compiled, as a child with an IPC channel. */
export function forkProcess(name: BenchProcess, args: readonly string[] = []): ChildProcess {
  return fork(compiledFile(name), [...args], {
    execArgv: ["--expose-gc", ...workerFlags],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

export interface Sink {
  readonly url: string;
  reset(latencyMs?: number): Promise<void>;
  report(withIds?: boolean): Promise<SinkReport>;
  stop(): void;
}

export async function startSink(): Promise<Sink> {
  const child = forkProcess("sink");
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  const ask = async (order: object): Promise<unknown> => {
    const answer = once(child, "message");
    child.send(order);
    return (await answer)[0];
  };
  return {
    url: `http://127.0.0.1:${port}`,
    reset: async (latencyMs = 0) => void (await ask({ order: "reset", latencyMs })),
    report: async (withIds = false) => (await ask({ order: "report", withIds })) as SinkReport,
    stop: () => child.kill("SIGTERM"),
  };
}

export interface BenchDatabase {
  readonly server: DatabaseServer;
  uri(name: string): string;
  stop(): Promise<void>;
}

/** The embedded server as a user runs it, with or without its sync on commit. */
export async function openBenchDatabase(syncOnCommit: boolean): Promise<BenchDatabase> {
  const binary = await installSecantus(cacheFolder(process.env), () => {});
  const folder = await mkdtemp(path.join(tmpdir(), "antiphon-bench-"));
  const server = await startSecantus({ binary, folder, syncOnCommit, auth: false });
  return {
    server,
    uri(name) {
      const uri = new URL(server.uri);
      uri.pathname = `/${name}`;
      return uri.toString();
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface BenchPeople {
  readonly campaignId: string;
  /** Sent before the clock starts, so that compiled code, connections and templates are warm. */
  readonly warmUpId: string;
}

/** People and two campaigns to send, one of them to warm up with. */
export async function seedPeople(input: {
  readonly uri: string;
  readonly url: string;
  readonly people: number;
  readonly warmUp: number;
}): Promise<BenchPeople> {
  const child = forkProcess("seed-people", [JSON.stringify(input)]);
  const ended = once(child, "exit");
  const [made] = (await Promise.race([once(child, "message"), ended])) as [unknown];
  if (typeof made !== "object" || made === null || !("campaignId" in made && "warmUpId" in made)) {
    throw new Error(`seed-people ended early with ${String(made)}`);
  }
  await ended;
  return { campaignId: String(made.campaignId), warmUpId: String(made.warmUpId) };
}

type Message = Record<string, unknown>;

/** Longer than the slowest side is let run. */
const RESULT_MS = 15 * 60_000;

/** Starts a sender, lets it prepare, says go, waits for its result. `whileRunning` may end it early. */
export async function runSender<Result>(
  name: BenchProcess,
  input: object,
  beforeGo: () => Promise<void>,
  whileRunning?: (child: ChildProcess, prepared: Message) => Promise<Result>,
): Promise<Result> {
  const child = forkProcess(name, [JSON.stringify(input)]);
  const prepared: Message = {};
  const waiting: ((message: Message) => void)[] = [];
  const arrived: Message[] = [];
  child.on("message", (message: Message) => {
    const next = waiting.shift();
    if (next) next(message);
    else arrived.push(message);
  });
  const died = once(child, "exit").then(([code, signal]) => {
    throw new Error(`${name} ended early with ${String(code ?? signal)}`);
  });
  died.catch(() => {});
  const next = (): Promise<Message> => {
    const message = arrived.shift();
    if (message) return Promise.resolve(message);
    return Promise.race([new Promise<Message>((resolve) => void waiting.push(resolve)), died]);
  };
  for (let message = await next(); ; message = await next()) {
    Object.assign(prepared, message);
    if (message["ready"] === true) break;
  }
  await beforeGo();
  child.send({ order: "go" });
  if (whileRunning) return whileRunning(child, prepared);
  const timer = setTimeout(() => {
    console.error(`${name} gave no result in ${RESULT_MS / 60_000} minutes; it is ended`);
    child.kill("SIGKILL");
  }, RESULT_MS);
  const value = (await next().finally(() => clearTimeout(timer))) as Result;
  if (child.connected) child.disconnect();
  await endOf(child, name);
  return value;
}

/** It has told all it knows: what it does after that must not keep the bench. */
const EXIT_MS = 15_000;

async function endOf(child: ChildProcess, name: string): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => {
    console.error(`${name} gave its result and did not end in ${EXIT_MS / 1_000} s; it is ended`);
    child.kill("SIGKILL");
  }, EXIT_MS);
  await once(child, "exit");
  clearTimeout(timer);
}
