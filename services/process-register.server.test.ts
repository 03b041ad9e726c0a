import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parseConfig, type ConfigSource } from "#core/config.ts";
import { currentDatabase, inTransaction } from "#models/connection.server.ts";
import { native } from "#models/native.server.ts";
import { Processes } from "#models/process.server.ts";
import { testDatabaseUri } from "#tests/setup/database.ts";
import { closeRuntime, createRuntime } from "./create-runtime.server.ts";

interface Thing {
  _id: string;
  by: string;
}

async function environment(): Promise<ConfigSource> {
  const folder = await mkdtemp(path.join(tmpdir(), "antiphon-register-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return {
    NODE_ENV: "test",
    LOG_LEVEL: "silent",
    ANTIPHON_DATA: folder,
    MONGODB_URI: testDatabaseUri(),
  };
}

async function running(env: ConfigSource, ending: "emptied" | "kept" = "emptied") {
  const rt = await createRuntime(parseConfig(env), "cli");
  const things = currentDatabase().collection<Thing>("things");
  const close = async () => {
    if (ending === "emptied") await currentDatabase().dropDatabase();
    await closeRuntime(rt);
  };
  return { rt, things, close };
}

test("what a process killed in its transaction held is free for the next one", async () => {
  const env = await environment();
  const first = await running(env, "kept");
  await first.things.insertOne({ _id: "one", by: "the living" });
  await first.close();
  const dying = spawn(process.execPath, ["--import", "tsx", "tests/setup/dies-in-transaction.ts"], {
    env: { ...process.env, ...env },
    stdio: "inherit",
  });
  expect(await once(dying, "exit")).toEqual([null, "SIGKILL"]);

  const { things, close } = await running(env);
  onTestFinished(close);
  const change = things.updateOne({ _id: "one" }, { $set: { by: "the heir" } });
  const tooLate = new Promise((resolve) => setTimeout(resolve, 5_000, "still held"));
  expect(await Promise.race([change, tooLate])).toMatchObject({ matchedCount: 1 });
  expect(await things.findOne({ _id: "one" })).toMatchObject({ by: "the heir" });
  expect(await native(Processes).countDocuments({})).toBe(1);
});

test("a process that lives keeps its transaction; one that ends leaves no entry", async () => {
  const env = await environment();
  const { things, close } = await running(env);
  await things.insertOne({ _id: "one", by: "nobody" });
  await inTransaction(async (session) => {
    await things.updateOne({ _id: "one" }, { $set: { by: "me" } }, { session });
    const [row] = await native(Processes).find({}).toArray();
    expect(row).toMatchObject({ pid: process.pid });
    expect(row?.sessions.length).toBeGreaterThan(0);
  });
  expect(await things.findOne({ _id: "one" })).toMatchObject({ by: "me" });
  await close();
});
