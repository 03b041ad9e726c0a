import { afterAll, expect, test } from "vitest";
import type { Runtime } from "#services/runtime.server.ts";
import { Deliveries } from "#models/delivery.server.ts";
import { native } from "#models/native.server.ts";
import { seedCampaign, type SeedOptions } from "#tests/factories/run.ts";
import {
  createProvider,
  scriptedChannel,
  status,
  type Script,
} from "#tests/factories/scripted-channel.ts";
import { workOnce } from "#tests/factories/dispatch.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime, type TestOptions } from "#tests/setup/runtime.ts";
import { createDispatchContext } from "./dispatch-context.server.ts";
import { planRun } from "./planning.server.ts";
import { closeRenderPool } from "./rendering.server.ts";
import { controlRun, finishRun, readProgress, reconcile, startRun } from "./runs.server.ts";

useTestDatabase();
afterAll(closeRenderPool);

interface Setup {
  readonly people?: number;
  readonly script?: Script;
  readonly guarantees?: Parameters<typeof scriptedChannel>[1];
  readonly seed?: Partial<SeedOptions>;
  readonly runtime?: TestOptions;
  readonly failpoint?: Runtime["failpoint"];
}

async function setUp(setup: Setup = {}) {
  const channel = scriptedChannel("blind", setup.guarantees);
  const isKeyed = setup.guarantees?.idempotency === "key";
  const provider = createProvider({ isKeyed, ...(setup.script ? { script: setup.script } : {}) });
  const rt = testRuntime({
    http: provider.http,
    findChannel: (id) => (id === channel.id ? (channel as never) : null),
    ...(setup.failpoint ? { failpoint: setup.failpoint } : {}),
    ...setup.runtime,
  });
  const accounts = [{ adapter: channel, values: { token: "t" } }];
  const seeded = await seedCampaign({ people: setup.people ?? 10, accounts, ...setup.seed }, rt);
  const started = await startRun(seeded.campaignId, rt);
  if (!started.ok) throw new Error(started.error);
  const { runId } = started.value;
  await planRun(runId, rt);
  const context = createDispatchContext(rt, { owner: "w1@test", monotonicMs: () => 0 });
  return { ...seeded, runId, rt, provider, context };
}

test("everybody planned is accepted once, and the totals say so", async () => {
  const { runId, rt, provider, context } = await setUp({ people: 150 });
  await workOnce(context);
  expect(provider.accepts).toHaveLength(150);
  expect(new Set(provider.accepts.map((one) => one.deliveryId)).size).toBe(150);
  expect(provider.accepts[0]?.text).toContain("tulips in Utrecht");
  expect(await finishRun(runId, rt)).toBe(true);
  expect(await readProgress(runId, rt)).toMatchObject({ planned: 150, accepted: 150, pending: 0 });
  expect(await reconcile(runId)).toMatchObject({ difference: 0, drift: {}, waiting: 0 });
});

test("somebody who opts out after planning is not sent to", async () => {
  const { runId, rt, provider, context, contactIds } = await setUp({ people: 5 });
  const { Contacts } = await import("#models/contact.server.ts");
  await native(Contacts).updateOne(
    { _id: contactIds[2] ?? "" },
    { $set: { "consents.0.state": "withdrawn" } },
  );
  await workOnce(context);
  expect(provider.accepts).toHaveLength(4);
  const progress = await readProgress(runId, rt);
  expect(progress).toMatchObject({ accepted: 4, skipped: 1, skippedBy: { "opted-out": 1 } });
});

test("a refused connection is tried again later with the same key", async () => {
  const once = (_: unknown, n: number) =>
    n === 1 ? ({ kind: "not-sent", detail: "refused" } as const) : ("accept" as const);
  const { runId, rt, provider, context } = await setUp({ people: 3, script: once });
  await workOnce(context);
  expect(await readProgress(runId, rt)).toMatchObject({ accepted: 2, pending: 1 });
  rt.clock.advance(10_000);
  await workOnce(context);
  expect(provider.accepts).toHaveLength(3);
  const rows = await native(Deliveries)
    .find({ runId, seq: { $gte: 0, $lt: 3 } })
    .toArray();
  expect(rows.map((row) => row.attempts).sort((a, b) => a - b)).toEqual([1, 1, 2]);
});

test("a throttle holds the rest of the batch until the time the provider named", async () => {
  const once = (_: unknown, n: number) =>
    n === 1 ? status(429, {}, { "retry-after": "30" }) : ("accept" as const);
  const { runId, rt, provider, context } = await setUp({
    people: 40,
    script: once,
    runtime: { env: { WINDOW_SIZE: "10" } },
  });
  await workOnce(context);
  expect(provider.requests()).toBeLessThanOrEqual(10);
  rt.clock.advance(29_000);
  await workOnce(context);
  rt.clock.advance(60_000);
  for (let round = 0; round < 6; round += 1) {
    await workOnce(context);
    rt.clock.advance(3_000);
  }
  expect(await readProgress(runId, rt)).toMatchObject({ accepted: 40, pending: 0 });
});

test("an unanswered send is never repeated, and becomes unknown", async () => {
  const script: Script = (_, n) => (n === 2 ? "accept-then-silence" : "accept");
  const { runId, rt, provider, context } = await setUp({ people: 4, script });
  await workOnce(context);
  expect(await readProgress(runId, rt)).toMatchObject({ accepted: 3, uncertain: 1 });
  rt.clock.advance(16 * 60_000);
  const { sweepDoubts } = await import("./status-sweeps.server.ts");
  await sweepDoubts(rt);
  await workOnce(context);
  expect(await readProgress(runId, rt)).toMatchObject({ accepted: 3, uncertain: 0, unknown: 1 });
  expect(provider.requests()).toBe(4);
});

test("an unanswered send on a keyed channel goes again under its key", async () => {
  const script: Script = (_, n) => (n === 2 ? "accept-then-silence" : "accept");
  const guarantees = { idempotency: "key" } as const;
  const { runId, rt, provider, context } = await setUp({ people: 4, script, guarantees });
  await workOnce(context);
  rt.clock.advance(60_000);
  await workOnce(context);
  expect(await readProgress(runId, rt)).toMatchObject({ accepted: 4, uncertain: 0 });
  expect(provider.accepts).toHaveLength(4);
});

test("a pause stops the next window, resuming goes on, nobody is written to twice", async () => {
  const { runId, rt, provider, context } = await setUp({
    people: 30,
    runtime: { env: { WINDOW_SIZE: "10" } },
    script: (_, n) => {
      if (n === 5) void controlRun(runIdOf.current, "pause", "lunch", rtOf.current);
      return "accept";
    },
  });
  runIdOf.current = runId;
  rtOf.current = rt;
  await workOnce(context);
  expect(provider.accepts.length).toBeLessThanOrEqual(20);
  expect((await readProgress(runId, rt))?.pending).toBeGreaterThan(0);
  expect(await workOnce(context)).toBe(0);
  await controlRun(runId, "resume", null, rt);
  await workOnce(context);
  expect(provider.accepts).toHaveLength(30);
  expect(new Set(provider.accepts.map((one) => one.to)).size).toBe(30);
});
const runIdOf = { current: "" };
const rtOf = { current: testRuntime() as Pick<Runtime, "now" | "newId" | "log"> };

test("cancelling writes off everybody who was still planned", async () => {
  const { runId, rt, provider, context } = await setUp({ people: 12 });
  await controlRun(runId, "cancel", "wrong price", rt);
  await workOnce(context);
  expect(provider.accepts).toHaveLength(0);
  expect(await finishRun(runId, rt)).toBe(true);
  const progress = await readProgress(runId, rt);
  expect(progress).toMatchObject({ cancelled: 12, pending: 0, run: { state: "cancelled" } });
});

test("a refused token breaks the account and loses nobody", async () => {
  const { runId, rt, provider, context } = await setUp({ people: 12, script: () => status(401) });
  const { findDueBatches } = await import("#models/dispatch-batch.server.ts");
  const { dispatchBatch } = await import("./dispatch.server.ts");
  const [batch] = (await findDueBatches("marketing", rt.now())).filter((b) => b.runId === runId);
  if (!batch) throw new Error("no batch");
  const end = await dispatchBatch(batch, context);
  expect(end).toMatchObject({ accountBroken: "HTTP 401" });
  expect(provider.accepts).toHaveLength(0);
  expect(await readProgress(runId, rt)).toMatchObject({ planned: 12, pending: 12 });
});

test("a dead number is never written to again", async () => {
  const script: Script = (_, n) => (n === 1 ? status(410) : "accept");
  const { runId, rt, context, workspaceId } = await setUp({ people: 2, script });
  await workOnce(context);
  expect(await readProgress(runId, rt)).toMatchObject({ accepted: 1, failed: 1 });
  const { Suppressions } = await import("#models/suppression.server.ts");
  const rows = await native(Suppressions).find({ workspaceId }).toArray();
  expect(rows).toMatchObject([{ reason: "recipient-gone", channel: "blind" }]);
});

test("planning twice plans nobody twice", async () => {
  const { runId, rt, provider, context, campaignId } = await setUp({ people: 300 });
  expect(await planRun(runId, rt)).toBe("moved");
  const again = await startRun(campaignId, rt);
  expect(again).toMatchObject({ ok: true, value: { runId, isNew: false } });
  await workOnce(context);
  expect(provider.accepts).toHaveLength(300);
});

test("somebody without a value the template needs is skipped, not failed", async () => {
  const { runId, rt, provider, context } = await setUp({
    people: 4,
    seed: {
      text: "Your code is {{attributes.voucher}}",
      person: (row, index) =>
        index === 2 ? row : { ...row, attributes: { ...row.attributes, voucher: `V${index}` } },
    },
  });
  await workOnce(context);
  expect(provider.accepts).toHaveLength(3);
  const progress = await readProgress(runId, rt);
  expect(progress).toMatchObject({ failed: 0, skipped: 1, skippedBy: { "missing-value": 1 } });
});
