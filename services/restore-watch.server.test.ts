import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { CampaignRuns, findCampaignRun } from "#models/campaign-run.server.ts";
import { Campaigns, findCampaign } from "#models/campaign.server.ts";
import { Deployments, findDeployment } from "#models/deployment.server.ts";
import { native } from "#models/native.server.ts";
import { seedCampaign } from "#tests/factories/run.ts";
import { scriptedChannel } from "#tests/factories/scripted-channel.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime, type TestRuntime } from "#tests/setup/runtime.ts";
import { endRestoreAlert, guardStart, startRestoreWatch } from "./restore-watch.server.ts";
import { startRun } from "./runs.server.ts";

useTestDatabase();

const START = "2026-03-02T09:00:00.000Z";
const MINUTE = 60_000;

beforeEach(async () => {
  await native(Deployments).deleteMany({});
  await native(CampaignRuns).deleteMany({});
  await native(Campaigns).deleteMany({});
});

async function newFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), "antiphon-mark-"));
}

async function machine(now = START, folder?: string): Promise<TestRuntime> {
  const ANTIPHON_DATA = folder ?? (await newFolder());
  return testRuntime({ now, env: { ANTIPHON_DATA } });
}

async function aRun(rt: TestRuntime) {
  const accounts = [{ adapter: scriptedChannel("blind"), values: { token: "t" } }];
  const seeded = await seedCampaign({ people: 1, accounts }, rt);
  const started = await startRun(seeded.campaignId, rt);
  if (!started.ok) throw new Error(started.error);
  return { ...seeded, runId: started.value.runId };
}

async function stateOf(runId: string) {
  return (await findCampaignRun(runId))?.control.state;
}

/** What a worker does while it lives, up to now. */
async function live(rt: TestRuntime): Promise<void> {
  await (await startRestoreWatch(rt)).stop();
}

test("a first start, a start again and a second machine hold nothing", async () => {
  const rt = await machine();
  await guardStart(rt);
  const { runId } = await aRun(rt);
  rt.clock.advance(10 * MINUTE);
  await live(rt);
  await guardStart(rt);
  await guardStart(await machine("2026-03-02T09:12:00Z"));
  expect(await stateOf(runId)).toBe("go");
  expect((await findDeployment())?.alert).toBe(null);
});

test("a database put back from an older copy is noticed by its folder, and what it would send is held", async () => {
  const rt = await machine();
  await guardStart(rt);
  const run = await aRun(rt);
  const copy = await findDeployment();
  if (!copy) throw new Error("no mark");
  rt.clock.advance(5 * MINUTE);
  await live(rt);
  await native(Deployments).replaceOne({ _id: copy._id }, copy);
  rt.clock.advance(MINUTE);

  await guardStart(rt);
  expect(await stateOf(run.runId)).toBe("paused");
  expect(await findCampaign(run)).toMatchObject({
    state: "paused",
    stateReason: { code: "restored" },
  });
  const told = { why: "restored", copyOf: new Date(START), runs: 1, campaigns: 0, singles: 0 };
  expect((await findDeployment())?.alert).toMatchObject(told);

  // Held once: after this start the folder and its database agree again.
  rt.clock.advance(MINUTE);
  await guardStart(rt);
  expect((await findDeployment())?.alert).toMatchObject(told);
  expect(await endRestoreAlert(rt, "mem_1")).toBe(true);
  expect((await findDeployment())?.alert).toBe(null);
  expect(await stateOf(run.runId)).toBe("paused");
  expect(await endRestoreAlert(rt, "mem_1")).toBe(false);
});

test("a folder put to another installation's database holds and then belongs to it", async () => {
  const rt = await machine();
  await guardStart(rt);
  await native(Deployments).deleteMany({});
  const other = await machine();
  await guardStart(other);
  const { runId } = await aRun(other);
  await guardStart(rt);
  expect(await stateOf(runId)).toBe("paused");
  await guardStart(rt);
  const mark = JSON.parse(await readFile(`${rt.config.ANTIPHON_DATA}/deployment.json`, "utf8"));
  expect(mark.deploymentId).toBe((await findDeployment())?.deploymentId);
});

test("after half an hour without any worker only what is older than that is held", async () => {
  const rt = await machine();
  await guardStart(rt);
  const old = await aRun(rt);
  rt.clock.advance(MINUTE);
  await live(rt);
  rt.clock.advance(31 * MINUTE);
  const fresh = await aRun(rt);
  await guardStart(rt);
  expect([await stateOf(old.runId), await stateOf(fresh.runId)]).toEqual(["paused", "go"]);
  expect((await findCampaign(old))?.stateReason).toEqual({ code: "away" });
  expect((await findDeployment())?.alert).toMatchObject({ why: "away", runs: 1 });
});

test("long rest with nothing on its way, and an empty new database, are not worth a word", async () => {
  const rt = await machine();
  await guardStart(rt);
  rt.clock.advance(24 * 60 * MINUTE);
  await guardStart(rt);
  expect((await findDeployment())?.alert).toBe(null);
  await native(Deployments).deleteMany({});
  await guardStart(rt);
  expect((await findDeployment())?.alert).toBe(null);
});

test("RESTORED=true holds whatever the marks say, and a torn file is as good as none", async () => {
  const rt = await machine();
  await guardStart(rt);
  const { runId } = await aRun(rt);
  const { ANTIPHON_DATA } = rt.config;
  await writeFile(path.join(ANTIPHON_DATA, "deployment.json"), '{"deploymentId":');
  await guardStart(rt);
  expect(await stateOf(runId)).toBe("go");
  await guardStart(testRuntime({ now: START, env: { ANTIPHON_DATA, RESTORED: "true" } }));
  expect(await stateOf(runId)).toBe("paused");
});
