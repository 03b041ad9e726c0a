import type { Command } from "commander";
import type { Config } from "#core/config.ts";
import { isAlive, listWorkers } from "#models/worker.server.ts";
import { Workspaces, type WorkspaceRow } from "#models/workspace.server.ts";
import { databaseFolder } from "#scripts/database/open.ts";
import { readLogin } from "#scripts/database/secantus.ts";
import { requireWritable } from "#scripts/run/checks.ts";
import { findRunning, keepDatabase } from "#scripts/run/database.ts";
import { readEnvironment } from "#scripts/run/environment.ts";
import { Failure } from "#scripts/run/failure.ts";
import { claimFolder, findOwner, type Instance } from "#scripts/run/instance.ts";
import { closeRuntime, createRuntime } from "#services/create-runtime.server.ts";
import type { Runtime } from "#services/runtime.server.ts";

/** What a command has to say: lines for people, `data` for `--json`. */
export interface Answer {
  readonly data: unknown;
  readonly lines: readonly string[];
  readonly isFine?: boolean;
}

export function answerOf(answer: Answer, options: { readonly json?: boolean }): void {
  console.log(options.json ? JSON.stringify(answer.data) : answer.lines.join("\n"));
  if (answer.isFine === false) process.exitCode = 1;
}

/** Every command takes it. */
export function withJson(command: Command): Command {
  return command.option("--json", "print one JSON value instead of words");
}

export interface Demands {
  /** Why this command may not run beside a running Antiphon; absent = it may. */
  readonly aloneBecause?: string;
}

/** Runs the command against MONGODB_URI, the running Antiphon's database, or one started for it. */
export async function withRuntime(
  options: { readonly json?: boolean },
  work: (rt: Runtime) => Promise<Answer>,
  { aloneBecause }: Demands = {},
): Promise<void> {
  const config = await readPlan();
  const { uri, close } = await reachDatabase(config, aloneBecause ?? null);
  try {
    const rt = await createRuntime({ ...config, MONGODB_URI: uri }, "cli").catch(asFailure);
    try {
      if (aloneBecause !== undefined) await refuseLiveWorkers(rt, aloneBecause);
      answerOf(await work(rt), options);
    } finally {
      await closeRuntime(rt);
    }
  } finally {
    await close();
  }
}

/** The environment; of an Antiphon that runs here, the ports it listens on, whoever chose them. */
async function readPlan(): Promise<Config> {
  const LOG_LEVEL = process.env["LOG_LEVEL"] || "silent";
  const config = readEnvironment({ LOG_LEVEL });
  await requireWritable(config.ANTIPHON_DATA);
  const running = await findOwner(config.ANTIPHON_DATA);
  return running ? readEnvironment({ ...running.settings, LOG_LEVEL }) : config;
}

/** What the runtime refuses is for the operator to put right, not for us. */
function asFailure(error: unknown): never {
  throw new Failure(error instanceof Error ? error.message : String(error), { cause: error });
}

/** Workers of other machines on the same database. */
async function refuseLiveWorkers(rt: Runtime, because: string): Promise<void> {
  const worker = (await listWorkers()).find((one) => isAlive(one, rt.now()));
  if (!worker) return;
  throw new Failure(
    `A worker is running (${worker._id} on ${worker.host}), and this needs it stopped: ${because} ` +
      "Stop it, do this again, then start it.",
  );
}

interface Reached {
  readonly uri: string;
  close(): Promise<void>;
}

async function reachDatabase(config: Config, aloneBecause: string | null): Promise<Reached> {
  const folder = databaseFolder(config.ANTIPHON_DATA);
  const running = config.MONGODB_URI === undefined ? await findRunning(folder) : null;
  if (running && aloneBecause === null) {
    return { uri: await uriOf(folder, running.port), close: async () => {} };
  }
  const isShared = config.MONGODB_URI !== undefined && aloneBecause === null;
  const instance = isShared ? null : await claimAlone(config.ANTIPHON_DATA, aloneBecause);
  if (config.MONGODB_URI !== undefined) {
    return { uri: config.MONGODB_URI, close: async () => instance?.release() };
  }
  return startOwn(config, instance);
}

async function claimAlone(dataFolder: string, because: string | null): Promise<Instance> {
  try {
    return await claimFolder(dataFolder);
  } catch (error) {
    if (because === null || !(error instanceof Failure)) throw error;
    throw new Failure(`${error.message} This command needs it stopped: ${because}`);
  }
}

/** A server for this command alone. It has a process group of its own: Ctrl-C must be passed on. */
async function startOwn(config: Config, instance: Instance | null): Promise<Reached> {
  const say = (line: string): void => console.error(line);
  const lost = (): void => process.exit(1);
  const opening = keepDatabase(config.ANTIPHON_DATA, process.env, say, lost);
  const close = async (): Promise<void> => {
    await opening.then(
      (database) => database.stop(),
      () => {},
    );
    await instance?.release();
  };
  const interrupt = (): void => void close().then(() => process.exit(130));
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    return { uri: (await opening).uri, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function uriOf(folder: string, port: number): Promise<string> {
  const login = await readLogin(folder);
  const query = `directConnection=true${login === "" ? "" : "&authSource=admin"}`;
  return `mongodb://${login}127.0.0.1:${port}/antiphon?${query}`;
}

/** By id or by name; the only one when none is named. */
export async function findWorkspaceNamed(name: string | undefined): Promise<WorkspaceRow> {
  const all = await Workspaces.find({}).lean<WorkspaceRow[]>();
  if (name === undefined) {
    const [only, ...rest] = all;
    if (only && rest.length === 0) return only;
    const names = all.map((row) => `${row._id} (${row.name})`).join(", ");
    throw new Failure(`Say which workspace with --workspace: ${names || "there is none yet"}.`);
  }
  const found = all.find((row) => row._id === name || row.name === name);
  if (!found) throw new Failure(`There is no workspace "${name}".`);
  return found;
}

export async function allWorkspaceIds(): Promise<string[]> {
  const rows = await Workspaces.find({}, { _id: 1 }).lean<{ _id: string }[]>();
  return rows.map((row) => row._id);
}
