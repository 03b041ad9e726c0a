import { execFileSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { databaseFolder, NoDatabase, openDatabase } from "#scripts/database/open.ts";
import { AlreadyRunning, type DatabaseServer } from "#scripts/database/server-process.ts";
import { Failure } from "./failure.ts";

export interface KeptDatabase {
  readonly name: string;
  readonly uri: string;
  stop(): Promise<void>;
}

const Running = z.object({ pid: z.number(), port: z.number() });

/** The data folder's own server, brought back on the same port should it die. */
export async function keepDatabase(
  dataFolder: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
  onLost: () => void,
): Promise<KeptDatabase> {
  const folder = databaseFolder(dataFolder);
  let server = await openOrTakeOver(folder, env, say);
  let isStopping = false;

  const watch = async (current: DatabaseServer): Promise<void> => {
    await current.ended;
    if (isStopping) return;
    console.error("The database ended by itself; starting it again …");
    try {
      server = await openDatabase({ folder, env, say, port: current.port });
      await note(folder, server);
      void watch(server);
    } catch (error) {
      console.error(`It did not start: ${error instanceof Error ? error.message : String(error)}`);
      onLost();
    }
  };
  await note(folder, server);
  void watch(server);
  return {
    name: server.name,
    uri: server.uri,
    async stop() {
      isStopping = true;
      await server.stop();
      await rm(noteFile(folder), { force: true });
    },
  };
}

async function openOrTakeOver(
  folder: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<DatabaseServer> {
  try {
    return await openDatabase({ folder, env, say });
  } catch (error) {
    if (error instanceof NoDatabase) throw new Failure(error.message);
    if (!(error instanceof AlreadyRunning)) throw error;
    // We hold this folder, so its server is one that a killed Antiphon left behind.
    if (!(await stopLeftover(folder))) {
      throw new Failure(
        `Antiphon is already running here: another process uses the database in ${folder}. ` +
          "Stop it, or give this one a folder of its own in ANTIPHON_DATA.",
      );
    }
    return openDatabase({ folder, env, say });
  }
}

/** The server that runs on this folder now, if any: started by `npm start` or by a command. */
export async function findRunning(folder: string): Promise<z.infer<typeof Running> | null> {
  const text = await readFile(noteFile(folder), "utf8").catch(() => null);
  const noted = text === null ? null : Running.safeParse(parse(text));
  return noted?.success && isOurs(noted.data.pid, folder) ? noted.data : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Half written by a process that died: as good as none.
    return null;
  }
}

async function stopLeftover(folder: string): Promise<boolean> {
  const running = await findRunning(folder);
  if (!running) return false;
  process.kill(running.pid, "SIGTERM");
  for (let waited = 0; waited < 15_000; waited += 100) {
    if (!isOurs(running.pid, folder)) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

/** A process id may have gone to another program since: its command line must name the folder. */
function isOurs(pid: number, folder: string): boolean {
  try {
    const command = execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
    return command.includes(folder) && !command.includes("<defunct>");
  } catch {
    // ps exits 1 when there is no such process.
    return false;
  }
}

async function note(folder: string, server: DatabaseServer): Promise<void> {
  const running = JSON.stringify({ pid: server.child.pid, port: server.port });
  await writeFile(noteFile(folder), running, { mode: 0o600 });
}

function noteFile(folder: string): string {
  return path.join(folder, "running.json");
}
