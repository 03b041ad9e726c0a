import { afterAll, expect, test } from "vitest";
import { findCampaignRun } from "#models/campaign-run.server.ts";
import { Campaigns } from "#models/campaign.server.ts";
import { findDelivery } from "#models/delivery.server.ts";
import { native } from "#models/native.server.ts";
import { seedCampaign } from "#tests/factories/run.ts";
import { createProvider, scriptedChannel } from "#tests/factories/scripted-channel.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { sendSingle } from "./outbox.server.ts";
import { startPump } from "./pump.server.ts";
import { closeRenderPool } from "./rendering.server.ts";
import { holdRestored } from "./restore-guard.server.ts";
import { controlRun, readProgress, startRun } from "./runs.server.ts";

useTestDatabase();
afterAll(closeRenderPool);

const host = { host: "test", isProcessAlive: () => false, sendLogFolder: null };

test(
  "after a restore nothing leaves by itself; a resumed run goes on",
  { timeout: 60_000 },
  async () => {
    const channel = scriptedChannel("blind");
    const provider = createProvider();
    const rt = testRuntime({
      http: provider.http,
      now: new Date().toISOString(),
      env: { PUMP_POLL_MS: "20" },
      findChannel: (id) => (id === channel.id ? (channel as never) : null),
    });
    const accounts = [{ adapter: channel, values: { token: "t" } }];
    const going = await seedCampaign({ people: 12, accounts }, rt);
    const started = await startRun(going.campaignId, rt);
    if (!started.ok) throw new Error(started.error);
    const due = await seedCampaign({ people: 3, accounts }, rt);
    const long = new Date(rt.now().getTime() - 3_600_000);
    const scheduled = { state: "scheduled" as const, scheduledAt: long };
    await native(Campaigns).updateOne({ _id: due.campaignId }, { $set: scheduled });
    const deliveryId = "dlv_restored_reply";
    const single = {
      workspaceId: going.workspaceId,
      accountId: going.accountIds[0] ?? "",
      contactId: going.contactIds[0] ?? "",
      address: { kind: "phone", value: "+31610000000" },
      content: { type: "text", text: "On our way!" },
      lane: "reply",
      purpose: "service",
      deliveryId,
    } as const;
    await sendSingle(single, rt);

    const rules = { why: "restored", before: null } as const;
    expect(await holdRestored(rt, rules)).toEqual({ runs: 1, campaigns: 1, singles: 1 });
    const pump = await startPump(rt, { ...host, pid: 1 });
    await expect
      .poll(async () => (await findDelivery(deliveryId))?.state, { timeout: 20_000 })
      .toBe("uncertain");
    await expect
      .poll(async () => (await readProgress(started.value.runId, rt))?.planned, { timeout: 20_000 })
      .toBe(12);
    expect(provider.accepts).toHaveLength(0);
    expect((await findCampaignRun(started.value.runId))?.control).toMatchObject({
      state: "paused",
      reason: { code: "restored" },
    });
    const held = await native(Campaigns).findOne({ _id: due.campaignId });
    expect(held).toMatchObject({
      state: "draft",
      stateReason: { code: "restored" },
    });

    await controlRun(started.value.runId, "resume", null, rt);
    await expect.poll(() => provider.accepts.length, { timeout: 20_000 }).toBe(12);
    await pump.stop();
  },
);
