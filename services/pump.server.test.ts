import { afterAll, expect, test } from "vitest";
import { findCampaignMoves } from "#models/campaign-move.server.ts";
import { findCampaignRun } from "#models/campaign-run.server.ts";
import { findCampaign } from "#models/campaign.server.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";
import { findDelivery } from "#models/delivery.server.ts";
import { countLiveWorkers, findLiveWorkers, isClockRefused } from "#models/worker.server.ts";
import { seedCampaign } from "#tests/factories/run.ts";
import {
  createProvider,
  scriptedChannel,
  status,
  type Script,
} from "#tests/factories/scripted-channel.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { sendSingle } from "./outbox.server.ts";
import { startPump, type Pump } from "./pump.server.ts";
import { closeRenderPool } from "./rendering.server.ts";
import { listRecipients, readProgress, startRun } from "./runs.server.ts";

useTestDatabase();
afterAll(closeRenderPool);

function world(script?: Script) {
  const channel = scriptedChannel("blind");
  const provider = createProvider(script ? { script } : {});
  const runtimeOf = (worker: string) =>
    testRuntime({
      http: provider.http,
      now: new Date().toISOString(),
      env: { PUMP_POLL_MS: "20", WINDOW_SIZE: "8", BATCH_SIZE: "20", WORKER_NAME: worker },
      findChannel: (id) => (id === channel.id ? (channel as never) : null),
    });
  return { channel, provider, runtimeOf };
}

const host = { host: "test", isProcessAlive: () => false, sendLogFolder: null };

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_600; tries += 1) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("it never came true");
}

test(
  "C2: a started run needs no job: two workers plan it, send it, end it",
  { timeout: 60_000 },
  async () => {
    const { channel, provider, runtimeOf } = world();
    const rts = ["worker-a", "worker-b"].map(runtimeOf);
    const [rt] = rts;
    if (!rt) throw new Error("no runtime");
    const accounts = [{ adapter: channel, values: { token: "t" } }];
    const seeded = await seedCampaign({ people: 240, accounts }, rt);
    const pumps: Pump[] = await Promise.all(
      rts.map((one, n) => startPump(one, { ...host, pid: 100 + n })),
    );
    const started = await startRun(seeded.campaignId, rt);
    if (!started.ok) throw new Error(started.error);
    const { runId } = started.value;
    await until(async () => (await readProgress(runId, rt))?.run.state === "done");
    expect(await countLiveWorkers(rt.now())).toBe(2);
    await Promise.all(pumps.map((pump) => pump.stop()));
    expect(provider.accepts).toHaveLength(240);
    expect(new Set(provider.accepts.map((one) => one.deliveryId)).size).toBe(240);
    expect(await readProgress(runId, rt)).toMatchObject({
      planned: 240,
      accepted: 240,
      pending: 0,
    });
    const page = await listRecipients(runId, { fromSeq: 230, size: 50 });
    expect(page.nextSeq).toBe(null);
    expect(page.recipients.map((one) => one.state)).toEqual(Array(10).fill("accepted"));
    expect(await countLiveWorkers(rt.now())).toBe(0);
  },
);

test("a single message leaves at once and only once, whatever is asked twice", async () => {
  const { channel, provider, runtimeOf } = world();
  const rt = runtimeOf("worker-c");
  const accounts = [{ adapter: channel, values: { token: "t" } }];
  const seeded = await seedCampaign({ people: 1, accounts, purpose: "service" }, rt);
  const pump = await startPump(rt, { ...host, pid: 200 });
  const message = {
    workspaceId: seeded.workspaceId,
    accountId: seeded.accountIds[0] ?? "",
    contactId: seeded.contactIds[0] ?? "",
    address: { kind: "phone", value: "+31610000000" },
    content: { type: "text", text: "On our way!" },
    lane: "reply",
    purpose: "service",
    deliveryId: "dlv_reply_1",
  } as const;
  await sendSingle(message, rt);
  await sendSingle(message, rt);
  await until(async () => (await findDelivery("dlv_reply_1"))?.state === "accepted");
  await pump.stop();
  expect(provider.accepts.map((one) => one.text)).toEqual(["On our way!"]);
});

async function pausedBy(script: Script, worker: string) {
  const { channel, runtimeOf } = world(script);
  const rt = runtimeOf(worker);
  const accounts = [{ adapter: channel, values: { token: "t" } }];
  const seeded = await seedCampaign({ people: 60, accounts }, rt);
  const pump = await startPump(rt, { ...host, pid: 300 });
  const started = await startRun(seeded.campaignId, rt);
  if (!started.ok) throw new Error(started.error);
  const { runId } = started.value;
  await until(async () => (await findCampaign(seeded))?.state === "paused");
  await pump.stop();
  const account = await ChannelAccounts.findOne({ _id: seeded.accountIds[0] ?? "" }).lean();
  return {
    run: (await findCampaignRun(runId))?.control.reason,
    campaign: (await findCampaign(seeded))?.stateReason,
    move: (await findCampaignMoves(seeded.campaignId)).at(-1)?.reason,
    account: account?.stateReason,
  };
}

test("a run that pauses itself stores why as a code with its number, never as a sentence", async () => {
  const reason = { code: "refused-in-a-row", count: 20 };
  expect(await pausedBy(() => status(400), "worker-d")).toEqual({
    ...{ run: reason, campaign: reason, move: reason, account: null },
  });
});

test("a refused account stores what the provider said beside the code", async () => {
  const reason = { code: "account-broken", detail: "HTTP 401" };
  expect(await pausedBy(() => status(401), "worker-e")).toEqual({
    ...{ run: reason, campaign: reason, move: reason, account: reason },
  });
});

test("a worker whose clock is far from the database's sends nothing until it is right", async () => {
  const { channel, provider, runtimeOf } = world();
  let offsetMs = 9_000;
  const rt = { ...runtimeOf("worker-f"), clockOffsetMs: () => offsetMs };
  const accounts = [{ adapter: channel, values: { token: "t" } }];
  const seeded = await seedCampaign({ people: 8, accounts }, rt);
  const pump = await startPump(rt, { ...host, pid: 400 });
  const started = await startRun(seeded.campaignId, rt);
  if (!started.ok) throw new Error(started.error);
  const { runId } = started.value;
  await until(async () => (await readProgress(runId, rt))?.run.plannedAt !== null);
  const [worker] = (await findLiveWorkers(rt.now())).filter((one) => one._id === "worker-f");
  expect(worker).toMatchObject({ clockOffsetMs: 9_000 });
  expect(worker && isClockRefused(worker)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(provider.requests()).toBe(0);
  offsetMs = 40;
  await until(async () => (await readProgress(runId, rt))?.run.state === "done");
  await pump.stop();
  expect(provider.accepts).toHaveLength(8);
});
