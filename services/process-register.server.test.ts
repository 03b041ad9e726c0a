import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import mongoose from "mongoose";
import pino from "pino";
import { expect, onTestFinished, test, vi } from "vitest";
import { parseConfig, type ConfigSource } from "#core/config.ts";
import {
  connectDatabase,
  currentDatabase,
  disconnectDatabase,
  inTransaction,
  type Session,
} from "#models/connection.server.ts";
import { native } from "#models/native.server.ts";
import { endSessions, Processes, saveProcess, type ProcessRow } from "#models/process.server.ts";
import { testDatabaseUri } from "#tests/setup/database.ts";
import { closeRuntime, createRuntime } from "./create-runtime.server.ts";
import { pidSpace } from "./process-alive.server.ts";
import { registerProcess } from "./process-register.server.ts";

interface Thing {
  _id: string;
  by: string;
}

const BEAT_MS = 40;
const log = pino({ level: "silent" });
const now = (): Date => new Date();
const rows = (): Promise<ProcessRow[]> => native(Processes).find({}).toArray();

/** A database of the test's own, its name told; emptied at the end. */
async function connected() {
  const uri = testDatabaseUri();
  await connectDatabase(uri);
  onTestFinished(async () => {
    // Closed first: a transaction left open would hold the drop for ever.
    await disconnectDatabase();
    await connectDatabase(uri);
    await currentDatabase().dropDatabase();
    await disconnectDatabase();
  });
  const things = currentDatabase().collection<Thing>("things");
  await things.insertMany([
    { _id: "one", by: "nobody" },
    { _id: "two", by: "nobody" },
  ]);
  return { uri, things };
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

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? 0;
}

/** A process we only hear of by its entry. */
async function heardOf(given: Partial<ProcessRow>, session: Session | null = null) {
  const row: ProcessRow = {
    _id: "the other",
    host: hostname(),
    pidSpace: "another container",
    pid: await deadPid(),
    beatAt: now(),
    sessions: session?.id ? [session.id.id] : [],
    ...given,
  };
  await saveProcess(row);
  return row;
}

async function openTransaction(): Promise<Session> {
  const session = await mongoose.connection.startSession();
  session.startTransaction();
  const things = currentDatabase().collection<Thing>("things");
  await things.updateOne({ _id: "one" }, { $set: { by: "the other" } }, { session });
  onTestFinished(() => session.endSession());
  return session;
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
});

test("a process that lives keeps its transaction; one that ends leaves no entry", async () => {
  const env = await environment();
  const { things, close } = await running(env);
  await things.insertOne({ _id: "one", by: "nobody" });
  await inTransaction(async (session) => {
    await things.updateOne({ _id: "one" }, { $set: { by: "me" } }, { session });
    const [row] = await rows();
    expect(row).toMatchObject({ pid: process.pid });
    expect(row?.sessions.length).toBeGreaterThan(0);
  });
  expect(await things.findOne({ _id: "one" })).toMatchObject({ by: "me" });
  await close();
});

test("a process frozen in its transaction loses it, and does it again when it wakes", async () => {
  const { uri, things } = await connected();
  const register = await registerProcess(now, log, BEAT_MS);
  onTestFinished(() => register.close());
  const sleeper = fork("tests/setup/freezes-in-transaction.ts", [], {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, MONGODB_URI: uri },
  });
  onTestFinished(() => void sleeper.kill("SIGKILL"));
  expect(await once(sleeper, "message")).toEqual(["inside", undefined]);
  sleeper.kill("SIGSTOP");
  // Waits until the sleeper's transaction is ended; without that it would wait for ever.
  await things.updateOne({ _id: "one" }, { $set: { by: "another" } });
  await vi.waitFor(async () => expect(await rows()).toHaveLength(1), 5_000);

  sleeper.kill("SIGCONT");
  sleeper.send("go on");
  const [end] = (await once(sleeper, "message")) as [{ attempts: number }];
  expect(end.attempts).toBeGreaterThan(1);
  expect(await things.find({}).toArray()).toEqual([
    { _id: "one", by: "the sleeper" },
    { _id: "two", by: "the sleeper" },
  ]);
  await vi.waitFor(async () => expect(await rows()).toHaveLength(2), 5_000);
  sleeper.send("leave");
  await once(sleeper, "exit");
  expect(await rows()).toHaveLength(1);
}, 30_000);

test("a transaction whose session somebody ended is done once, from its beginning", async () => {
  const { things } = await connected();
  await things.insertOne({ _id: "three", by: "" });
  for (const moment of ["between two writes", "before the commit"] as const) {
    let attempts = 0;
    await inTransaction(async (session) => {
      attempts += 1;
      const end = async (at: typeof moment) => {
        if (attempts > 1 || at !== moment || !session.id) return;
        expect(await endSessions([session.id.id])).toBe("ended");
      };
      const grow = [{ $set: { by: { $concat: ["$by", "x"] } } }];
      await things.updateOne({ _id: "three" }, grow, { session });
      await end("between two writes");
      await things.updateOne({ _id: "three" }, grow, { session });
      await end("before the commit");
    });
    expect(attempts).toBe(2);
  }
  expect(await things.findOne({ _id: "three" })).toMatchObject({ by: "xxxx" });
});

test("a container of the same hostname with a clock an hour behind lives as long as it beats", async () => {
  const { things } = await connected();
  const session = await openTransaction();
  const hourAgo = Date.now() - 3_600_000;
  const row = await heardOf({ beatAt: new Date(hourAgo) }, session);
  const register = await registerProcess(now, log, BEAT_MS);
  onTestFinished(() => register.close());
  for (let beat = 1; beat <= 12; beat += 1) {
    await saveProcess({ ...row, beatAt: new Date(hourAgo + beat) });
    await new Promise((resolve) => setTimeout(resolve, BEAT_MS));
  }
  await session.commitTransaction();
  expect(await things.findOne({ _id: "one" })).toMatchObject({ by: "the other" });

  // Then it is silent: after some looks it is gone.
  await vi.waitFor(async () => expect(await rows()).toHaveLength(1), 5_000);
});

test("a database that refuses to end sessions is asked no more, and nobody fails", async () => {
  await connected();
  const row = await heardOf({ pidSpace: await pidSpace() }, await openTransaction());
  const { Admin, MongoServerError } = mongoose.mongo;
  const refusal = new MongoServerError({ message: "not authorized", code: 13 });
  vi.spyOn(Admin.prototype, "command").mockRejectedValue(refusal);
  const warn = vi.spyOn(log, "warn");
  const register = await registerProcess(now, log, BEAT_MS);
  await vi.waitFor(async () => expect(await rows()).toHaveLength(1), 5_000);
  const said = warn.mock.calls.map(([facts]) => facts);
  const facts = { event: "process.sessions-kept", pid: row.pid, reason: "not authorized" };
  expect(said).toContainEqual(expect.objectContaining(facts));
  await register.close();
});

test("many transactions at once are all written down before they begin", async () => {
  await connected();
  const register = await registerProcess(now, log, 1);
  const missing: string[] = [];
  const work = Array.from({ length: 40 }, () =>
    inTransaction(async ({ id }) => {
      const name = id?.id.toString("hex") ?? "";
      const [own] = await rows();
      if (!own?.sessions.some((one) => one.toString("hex") === name)) missing.push(name);
    }),
  );
  await Promise.all(work);
  expect(missing).toEqual([]);
  await register.close();
});

test("who closes in the middle of a beat leaves no entry", async () => {
  await connected();
  for (let round = 0; round < 20; round += 1) {
    const register = await registerProcess(now, log, 1);
    await new Promise((resolve) => setTimeout(resolve, round % 5));
    await register.close();
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await rows()).toEqual([]);
});
