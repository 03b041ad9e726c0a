import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { cacheFolder, installSecantus } from "#scripts/database/install.ts";
import { startSecantus } from "#scripts/database/secantus.ts";
import type { DatabaseServer } from "#scripts/database/server-process.ts";
import type { SinkReport } from "./sink.ts";

const here = import.meta.dirname;

/** Runs a TypeScript file of this folder as a child with an IPC channel. */
export function forkScript(file: string, args: readonly string[] = []): ChildProcess {
  return fork(path.join(here, file), [...args], {
    execArgv: ["--import", "tsx"],
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
  const child = forkScript("sink.ts");
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

/** Starts a sender, lets it prepare, says go, waits for its result. */
export async function runSender<Result>(
  file: string,
  input: object,
  beforeGo: () => Promise<void>,
): Promise<Result> {
  const child = forkScript(file, [JSON.stringify(input)]);
  const died = once(child, "exit").then(([code]) => {
    throw new Error(`${file} ended early with ${String(code)}`);
  });
  died.catch(() => {});
  await Promise.race([once(child, "message"), died]);
  await beforeGo();
  const result = once(child, "message");
  child.send({ order: "go" });
  const [value] = (await Promise.race([result, died])) as [Result];
  if (child.connected) child.disconnect();
  await once(child, "exit").catch(() => {});
  return value;
}
