import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { randomBytes } from "node:crypto";
import { MongoClient } from "mongodb";
import { z } from "zod";
import { launch, stopChild, type DatabaseServer, type Launched } from "./server-process.ts";

export interface SecantusOptions {
  readonly binary: string;
  /** Holds the storage folder, the password and the server's (empty) settings file. */
  readonly folder: string;
  readonly port?: number;
  /** Off for throw-away test servers only: without it a crash loses acknowledged writes. */
  readonly syncOnCommit: boolean;
  readonly auth: boolean;
  readonly cacheSize?: string;
}

const Credentials = z.object({ user: z.string(), password: z.string(), isCreated: z.boolean() });
type Credentials = z.infer<typeof Credentials>;

export async function startSecantus(options: SecantusOptions): Promise<DatabaseServer> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  // An explicit settings file keeps the server from reading one it finds elsewhere on the machine.
  await writeFile(settingsFile(options), "");
  const credentials = options.auth ? await readyCredentials(options) : null;
  const { child, port, ended } = await launchSecantus(options, credentials !== null);
  const login = credentials ? `${credentials.user}:${credentials.password}@` : "";
  const query = `directConnection=true${credentials ? "&authSource=admin" : ""}`;
  return {
    name: "SecantusDB (embedded)",
    uri: `mongodb://${login}127.0.0.1:${port}/antiphon?${query}`,
    port,
    child,
    ended,
    stop: () => stopChild(child, 15_000),
  };
}

function launchSecantus(options: SecantusOptions, auth: boolean): Promise<Launched> {
  const storage = path.join(options.folder, "storage");
  const args = ["--config", settingsFile(options), "--host", "127.0.0.1"];
  args.push("--port", String(options.port ?? 0), "--storage-path", storage);
  args.push("--cache-size", options.cacheSize ?? "1G", "--log-file-max", "128MB");
  if (options.syncOnCommit) args.push("--sync-on-commit");
  if (auth) args.push("--auth");
  return launch({
    command: options.binary,
    args,
    // Its log of operations serves change streams only, which nothing here uses. Past 100,000 writes
    // trimming it costs as much again as the writes themselves: docs/decisions/0001.
    env: { SECANTUS_DISABLE_OPLOG: "1" },
    readyPattern: /listening on [^\s:]+:(\d+)/,
    busyPattern: /being managed by another process/,
    timeoutMs: 60_000,
  });
}

/** `user:password@` of the server kept in this folder, or nothing where it has none. */
export async function readLogin(folder: string): Promise<string> {
  const stored = await readCredentials(path.join(folder, "password.json"));
  return stored?.isCreated ? `${stored.user}:${stored.password}@` : "";
}

/** The root user is made by a short first run without --auth, before anything is stored. */
async function readyCredentials(options: SecantusOptions): Promise<Credentials> {
  const file = path.join(options.folder, "password.json");
  const stored = await readCredentials(file);
  if (stored?.isCreated) return stored;
  const fresh = stored ?? {
    user: "antiphon",
    password: randomBytes(24).toString("base64url"),
    isCreated: false,
  };
  // Written before the user exists: a crash in between is mended by the next start.
  await writeCredentials(file, fresh);
  const { child, port } = await launchSecantus(options, false);
  try {
    await createRootUser(port, fresh);
  } finally {
    await stopChild(child, 15_000);
  }
  const created = { ...fresh, isCreated: true };
  await writeCredentials(file, created);
  return created;
}

async function createRootUser(port: number, credentials: Credentials): Promise<void> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`);
  const roles = [{ role: "root", db: "admin" }];
  const { user, password } = credentials;
  try {
    const admin = client.db("admin");
    await admin.command({ createUser: user, pwd: password, roles }).catch(async () => {
      await admin.command({ updateUser: user, pwd: password, roles });
    });
  } finally {
    await client.close();
  }
}

async function readCredentials(file: string): Promise<Credentials | null> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  return text === null ? null : Credentials.parse(JSON.parse(text));
}

async function writeCredentials(file: string, credentials: Credentials): Promise<void> {
  await writeFile(file, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
}

function settingsFile(options: SecantusOptions): string {
  return path.join(options.folder, "secantusd.toml");
}
