import mongoose from "mongoose";
import { afterAll, expect, test, vi } from "vitest";
import type { OperatorDecision } from "#core/delivery/operator.ts";
import { CampaignRuns } from "#models/campaign-run.server.ts";
import { BatchPayloads } from "#models/batch-payload.server.ts";
import { Contacts } from "#models/contact.server.ts";
import { findDecisions } from "#models/delivery-decision.server.ts";
import { findDelivery, findDeliverySpan } from "#models/delivery.server.ts";
import { native } from "#models/native.server.ts";
import { createLife, type Life } from "#tests/factories/dispatch-life.ts";
import { type Script, status } from "#tests/factories/scripted-channel.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { decideDeliveries } from "./operator-decisions.server.ts";
import { closeRenderPool } from "./rendering.server.ts";
import { finishRun, listRecipients, readProgress, reconcile } from "./runs.server.ts";
import { sweepDoubts } from "./status-sweeps.server.ts";
import { applyStatuses } from "./status.server.ts";

useTestDatabase();
afterAll(closeRenderPool);

/** A run of four in which the second message's answer never came. */
async function anUnfinished() {
  const script: Script = (_, n) => (n === 2 ? "accept-then-silence" : "accept");
  const life = await createLife({ people: 4, script });
  await life.work();
  life.rt.clock.advance(16 * 60_000);
  await sweepDoubts(life.rt);
  const { recipients } = await listRecipients(life.runId, { fromSeq: 0, size: 10 });
  const open = recipients.find(({ state }) => state === "unknown");
  if (!open) throw new Error("Nobody is unknown.");
  return { ...life, open };
}

async function anUnknown() {
  const life = await anUnfinished();
  await finishRun(life.runId, life.rt);
  return life;
}

function decide(life: Life, deliveryIds: readonly string[], decision: OperatorDecision) {
  const { workspaceId, campaignId, rt } = life;
  const said = { reason: "she rang us", actor: "mem_anna" };
  return decideDeliveries({ workspaceId, campaignId, deliveryIds, decision, ...said }, rt);
}

async function expectSum(life: Life) {
  expect(await reconcile(life.runId)).toMatchObject({ planned: 4, difference: 0, drift: {} });
}

test("a message marked as arrived counts as accepted, with who said so and why", async () => {
  const life = await anUnknown();
  const { runId, rt, open, campaignId } = life;
  const decided = await decide(life, [open.deliveryId], "arrived");
  expect(decided).toEqual({ ok: true, value: { changed: 1, left: 0 } });
  expect(await readProgress(runId, rt)).toMatchObject({ accepted: 4, unknown: 0, pending: 0 });
  await expectSum(life);
  const before = new Date(rt.now().getTime() + 1);
  expect(await findDecisions(campaignId, { before, limit: 10 })).toMatchObject([
    {
      ...{ deliveryId: open.deliveryId, decision: "arrived", actor: "mem_anna" },
      ...{ reason: "she rang us", before: { state: "unknown", reason: "no-answer" } },
    },
  ]);
});

test("a message marked as not arrived is closed, and a late receipt still opens it", async () => {
  const life = await anUnknown();
  const { runId, rt, open } = life;
  await decide(life, [open.deliveryId], "not-arrived");
  expect(await readProgress(runId, rt)).toMatchObject({ accepted: 3, cancelled: 1, unknown: 0 });
  await expectSum(life);
  const receipt = { type: "status", status: "delivered", echo: open.deliveryId, at: rt.now() };
  await applyStatuses(open.accountId, [receipt as never], rt);
  expect(await readProgress(runId, rt)).toMatchObject({ accepted: 4, cancelled: 0, delivered: 1 });
  await expectSum(life);
});

test("sent again knowingly: held at once, then accepted, and the run ends again", async () => {
  const life = await anUnknown();
  const { runId, rt, open, provider } = life;
  const sentBefore = provider.requests();
  expect(await decide(life, [open.deliveryId], "resend")).toMatchObject({ ok: true });
  expect(await readProgress(runId, rt)).toMatchObject({ accepted: 3, unknown: 0, pending: 1 });
  expect(await reconcile(runId)).toMatchObject({ held: 1, difference: 0, drift: {} });
  await life.work();
  expect(provider.requests()).toBe(sentBefore + 1);
  expect(await readProgress(runId, rt)).toMatchObject({ accepted: 4, unknown: 0, pending: 0 });
  await expectSum(life);
  expect(await findDelivery(open.deliveryId)).toMatchObject({ state: "accepted" });
});

test("sent again in the moment in which the run ends: it does not end yet, and the message leaves", async () => {
  const life = await anUnfinished();
  const { runId, rt, open, provider } = life;
  const sessions = mongoose.mongo.ClientSession.prototype;
  const commit = sessions.commitTransaction;
  let letCommit = (): void => {};
  const mayCommit = new Promise<void>((resolve) => (letCommit = resolve));
  const held = new Promise<void>((resolve) => {
    vi.spyOn(sessions, "commitTransaction").mockImplementationOnce(async function (this: never) {
      resolve();
      await mayCommit;
      return commit.call(this);
    });
  });
  const deciding = decide(life, [open.deliveryId], "resend");
  await held;
  const finishing = finishRun(runId, rt);
  setTimeout(letCommit, 200);
  expect(await deciding).toMatchObject({ ok: true });
  expect(await finishing).toBe(false);
  const sentBefore = provider.requests();
  await life.work();
  expect(provider.requests()).toBe(sentBefore + 1);
  expect(await finishRun(runId, rt)).toBe(true);
  await expectSum(life);
  expect(await native(BatchPayloads).findOne({ runId })).toBeNull();
});

test("sending again asks for consent anew, and a doubt that stays is said to stay", async () => {
  const life = await anUnknown();
  const { runId, rt, open, provider } = life;
  const withdrawn = { $set: { "consents.0.state": "withdrawn" as const } };
  await native(Contacts).updateOne({ _id: open.contactId }, withdrawn);
  const sentBefore = provider.requests();
  await decide(life, [open.deliveryId], "resend");
  await life.work();
  expect(provider.requests()).toBe(sentBefore);
  expect(await readProgress(runId, rt)).toMatchObject({ accepted: 3, skipped: 0, uncertain: 1 });
  await expectSum(life);
});

test("a second decision, and one about a message whose fate is known, change nothing", async () => {
  const life = await anUnknown();
  const rows = await findDeliverySpan(life.runId, 0, 4);
  const ids = rows.map((row) => row._id);
  expect(await decide(life, ids, "resend")).toEqual({ ok: true, value: { changed: 1, left: 3 } });
  expect(await decide(life, ids, "resend")).toEqual({ ok: true, value: { changed: 0, left: 4 } });
  expect(await decide(life, ids, "arrived")).toEqual({ ok: true, value: { changed: 0, left: 4 } });
  await expectSum(life);
  await life.work();
  await expectSum(life);
  const sent = life.provider.accepts.filter((one) => one.deliveryId === life.open.deliveryId);
  expect(sent).toHaveLength(2);
});

test("two members at once: one wins, the message leaves once more and not twice", async () => {
  const life = await anUnknown();
  const answers = await Promise.all([
    decide(life, [life.open.deliveryId], "resend"),
    decide(life, [life.open.deliveryId], "resend"),
    decide(life, [life.open.deliveryId], "arrived"),
  ]);
  expect(answers.reduce((sum, one) => sum + (one.ok ? one.value.changed : 0), 0)).toBe(1);
  await life.work();
  await expectSum(life);
});

test("what ran out of tries may go again, what was refused may not", async () => {
  const script: Script = (_, n) => (n === 2 ? status(400) : "accept");
  const life = await createLife({ people: 4, script });
  await life.work();
  const { recipients } = await listRecipients(life.runId, { fromSeq: 0, size: 10 });
  const failed = recipients.filter(({ state }) => state === "failed").map((one) => one.deliveryId);
  expect(failed).toHaveLength(1);
  expect(await decide(life, failed, "resend")).toMatchObject({ value: { changed: 0, left: 1 } });
});

test("a cancelled run sends nothing again, another workspace's is not found", async () => {
  const life = await anUnknown();
  const { open, campaignId, rt } = life;
  const foreign = { workspaceId: "wsp_other", campaignId, deliveryIds: [open.deliveryId] };
  const said = { decision: "arrived", reason: "no", actor: "mem_x" } as const;
  expect(await decideDeliveries({ ...foreign, ...said }, rt)).toMatchObject({ error: "not-found" });
  const control = { epoch: 2, state: "cancelled" as const, reason: null, at: rt.now() };
  await native(CampaignRuns).updateOne({ _id: life.runId }, { $set: { control } });
  const again = await decide(life, [open.deliveryId], "resend");
  expect(again).toMatchObject({ ok: false, error: "run-cancelled" });
  await expectSum(life);
});
