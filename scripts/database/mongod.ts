import { access, constants, mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { MongoClient } from "mongodb";
import { launch, stopChild, type DatabaseServer } from "./server-process.ts";

/** A mongod the operator has: ANTIPHON_MONGOD, else the first one on PATH. */
export async function findMongod(env: NodeJS.ProcessEnv): Promise<string | null> {
  if (env["ANTIPHON_MONGOD"]) return env["ANTIPHON_MONGOD"];
  const name = process.platform === "win32" ? "mongod.exe" : "mongod";
  for (const folder of (env["PATH"] ?? "").split(path.delimiter)) {
    const candidate = path.join(folder, name);
    const found = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (folder !== "" && found) return candidate;
  }
  return null;
}

/** Runs it privately as a one-member replica set: transactions need one. */
export async function startMongod(
  binary: string,
  folder: string,
  port?: number,
): Promise<DatabaseServer> {
  const storage = path.join(folder, "mongod");
  await mkdir(storage, { recursive: true, mode: 0o700 });
  const chosen = port ?? (await freePort());
  const args = ["--dbpath", storage, "--bind_ip", "127.0.0.1", "--port", String(chosen)];
  const { child, ended } = await launch({
    command: binary,
    args: [...args, "--replSet", "antiphon"],
    readyPattern: /[Ww]aiting for connections.*?"port":(\d+)/,
    busyPattern: /DBPathInUse|already locked|Unable to lock/,
    timeoutMs: 60_000,
  });
  try {
    await initiate(chosen);
  } catch (error) {
    await stopChild(child, 15_000);
    throw error;
  }
  return {
    name: "mongod on this machine",
    uri: `mongodb://127.0.0.1:${chosen}/antiphon?directConnection=true`,
    port: chosen,
    child,
    ended,
    stop: () => stopChild(child, 15_000),
  };
}

async function initiate(port: number): Promise<void> {
  const ALREADY_INITIALIZED = 23;
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`);
  const members = [{ _id: 0, host: `127.0.0.1:${port}` }];
  try {
    const admin = client.db("admin");
    try {
      await admin.command({ replSetInitiate: { _id: "antiphon", members } });
    } catch (error) {
      const known = error instanceof Error && "code" in error && error.code === ALREADY_INITIALIZED;
      if (!known) throw error;
      await moveMember(client, port);
    }
    await waitForPrimary(client);
  } finally {
    await client.close();
  }
}

/** The port may differ from the last start's; the set's own record of it must follow. */
async function moveMember(client: MongoClient, port: number): Promise<void> {
  const admin = client.db("admin");
  const { config } = await admin.command({ replSetGetConfig: 1 });
  if (config.members[0].host === `127.0.0.1:${port}`) return;
  config.members[0].host = `127.0.0.1:${port}`;
  config.version += 1;
  await admin.command({ replSetReconfig: config, force: true });
}

async function waitForPrimary(client: MongoClient): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt += 1) {
    const hello = await client.db("admin").command({ hello: 1 });
    if (hello["isWritablePrimary"] === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the replica set elected no primary within 15 s");
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
