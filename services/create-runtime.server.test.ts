import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { parseConfig, type ConfigSource } from "#core/config.ts";
import { defineJob } from "#jobs/define-job.ts";
import { handle } from "#jobs/handle.server.ts";
import { startJobs } from "#jobs/agenda.server.ts";
import { currentDatabase } from "#models/connection.server.ts";
import { testDatabaseUri } from "#tests/setup/database.ts";
import { closeRuntime, createRuntime, publicUrlOf } from "./create-runtime.server.ts";
import type { Runtime } from "./runtime.server.ts";

async function running(env: ConfigSource = {}): Promise<Runtime> {
  const folder = await mkdtemp(path.join(tmpdir(), "antiphon-runtime-"));
  const config = parseConfig({
    NODE_ENV: "test",
    LOG_LEVEL: "silent",
    ANTIPHON_DATA: folder,
    MONGODB_URI: testDatabaseUri(),
    ...env,
  });
  const rt = await createRuntime(config, "cli");
  onTestFinished(async () => {
    await currentDatabase().dropDatabase();
    await closeRuntime(rt);
    await rm(folder, { recursive: true });
  });
  return rt;
}

test("without a database address the sentence says what to do", async () => {
  await expect(createRuntime(parseConfig({}), "web")).rejects.toThrow(/npm start/);
});

test("a runtime tells the time, makes sortable ids and keeps files", async () => {
  const rt = await running();
  expect(Math.abs(rt.now().getTime() - Date.now())).toBeLessThan(2_000);
  expect(rt.newId("contact")).toMatch(/^con_[0-9A-HJKMNP-TV-Z]{26}$/);
  await rt.files.put("wsp/one", Buffer.from("bytes"));
  expect(Buffer.from((await rt.files.get("wsp/one")) ?? []).toString()).toBe("bytes");
  expect(await rt.files.get("wsp/two")).toBeNull();
  await expect(rt.files.get("../secrets.json")).rejects.toThrow(/key/);
});

test("adapters reach the simulator on loopback and nothing else there", async () => {
  const server = createServer((_request, response) => response.end("hello"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const rt = await running({ SIMULATOR_URL: `http://127.0.0.1:${port}` });
  const get = (url: string) => rt.http({ method: "GET", url, headers: {} });
  expect(await get(`http://127.0.0.1:${port}/x`)).toMatchObject({ kind: "answer", status: 200 });
  expect(await get("http://127.0.0.1:22/")).toMatchObject({ kind: "not-sent" });
  expect(await get("http://169.254.169.254/")).toMatchObject({ kind: "not-sent" });
});

const greet = defineJob({
  name: "test.greet",
  payload: z.object({ name: z.string() }),
  concurrency: 1,
  lockLifetimeMs: 10_000,
});
const tick = defineJob({
  name: "test.tick",
  payload: z.object({}),
  concurrency: 1,
  lockLifetimeMs: 10_000,
  every: "1 second",
});

test("an enqueued job runs with its parsed payload, a repeating one by itself", async () => {
  const rt = await running();
  const greeted: string[] = [];
  let ticks = 0;
  const handlers = [
    handle(greet, async ({ name }) => void greeted.push(name)),
    handle(tick, async () => void (ticks += 1)),
  ];
  const runner = await startJobs(currentDatabase(), handlers, rt);
  await rt.queue.enqueue(greet, { name: "Ada" });
  await expect.poll(() => greeted, { timeout: 5_000 }).toEqual(["Ada"]);
  await expect.poll(() => ticks, { timeout: 5_000 }).toBeGreaterThan(1);
  await runner.drain(2_000);
});

test("one pending job per unique key, the last payload wins; a bad payload is refused", async () => {
  const rt = await running();
  for (const name of ["a", "b", "c"]) await rt.queue.enqueue(greet, { name }, { unique: "k" });
  const jobs = await currentDatabase().collection("jobs").find({}).toArray();
  expect(jobs.map((job) => job["data"].payload.name)).toEqual(["c"]);
  await expect(rt.queue.enqueue(greet, { name: 1 } as never)).rejects.toThrow();
});

test("a job for later waits until its time", async () => {
  const rt = await running();
  const at = new Date(Date.now() + 3_600_000);
  await rt.queue.enqueue(greet, { name: "later" }, { at });
  const job = await currentDatabase().collection("jobs").findOne({ name: "test.greet" });
  expect(job?.["nextRunAt"]).toEqual(at);
});

test.for([
  [{}, "http://127.0.0.1:3000"],
  [{ HOST: "0.0.0.0", PORT: "80" }, "http://localhost:80"],
  [{ PUBLIC_URL: "https://talk.example.org/" }, "https://talk.example.org"],
] as const)("with %j people reach %s", ([env, expected]) => {
  expect(publicUrlOf(parseConfig(env))).toBe(expected);
});
