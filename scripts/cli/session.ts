import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import type { Config } from "#core/config.ts";
import { Workspaces, type WorkspaceRow } from "#models/workspace.server.ts";
import { openDatabase } from "#scripts/database/open.ts";
import { readLogin } from "#scripts/database/secantus.ts";
import { AlreadyRunning } from "#scripts/database/server-process.ts";
import { readEnvironment } from "#scripts/run/environment.ts";
import { Failure } from "#scripts/run/failure.ts";
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

/** Runs the command against MONGODB_URI, the running Antiphon's database, or one started for it. */
export async function withRuntime(
  options: { readonly json?: boolean },
  work: (rt: Runtime) => Promise<Answer>,
): Promise<void> {
  const config = readEnvironment({ LOG_LEVEL: process.env["LOG_LEVEL"] || "silent" });
  const { uri, close } = await reachDatabase(config);
  try {
    const rt = await createRuntime({ ...config, MONGODB_URI: uri }, "cli");
    try {
      answerOf(await work(rt), options);
    } finally {
      await closeRuntime(rt);
    }
  } finally {
    await close();
  }
}

interface Reached {
  readonly uri: string;
  close(): Promise<void>;
}

async function reachDatabase(config: Config): Promise<Reached> {
  if (config.MONGODB_URI !== undefined) return { uri: config.MONGODB_URI, close: async () => {} };
  const folder = path.join(config.ANTIPHON_DATA, "database");
  try {
    const say = (line: string): void => console.error(line);
    const server = await openDatabase({ folder, env: process.env, say });
    return { uri: server.uri, close: () => server.stop() };
  } catch (error) {
    if (!(error instanceof AlreadyRunning)) throw error;
    const uri = await runningUri(folder);
    if (uri === null) {
      throw new Failure("The database is in use, but not by an Antiphon that says where it is.", {
        cause: error,
      });
    }
    return { uri, close: async () => {} };
  }
}

const Running = z.object({ port: z.number() });

async function runningUri(folder: string): Promise<string | null> {
  const text = await readFile(path.join(folder, "running.json"), "utf8").catch(() => null);
  const running = text === null ? null : Running.safeParse(JSON.parse(text));
  if (!running?.success) return null;
  const login = await readLogin(folder);
  const query = `directConnection=true${login === "" ? "" : "&authSource=admin"}`;
  return `mongodb://${login}127.0.0.1:${running.data.port}/antiphon?${query}`;
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
