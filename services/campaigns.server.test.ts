import { expect, test } from "vitest";
import type { ChannelAdapter } from "#channels/contract.ts";
import { smsTwilio } from "#channels/sms-twilio/index.ts";
import { noParts } from "#core/audience/parts.ts";
import { findCampaignMoves } from "#models/campaign-move.server.ts";
import { CampaignRuns } from "#models/campaign-run.server.ts";
import { findCampaign } from "#models/campaign.server.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { controlCampaign, startDueCampaign, sweepDueCampaigns } from "./campaign-control.server.ts";
import {
  createCampaign,
  duplicateCampaign,
  saveDraft,
  sendCampaign,
  unscheduleCampaign,
} from "./campaigns.server.ts";
import { createContact } from "./contacts.server.ts";
import { createTemplate } from "./templates.server.ts";

useTestDatabase();

const adapters = [smsTwilio] as unknown as readonly ChannelAdapter[];
const rt = testRuntime({ findChannel: (id) => adapters.find((one) => one.id === id) ?? null });
const actor = "mem_1";
let shops = 0;

/** A workspace with one person, an SMS account and a campaign that may go. */
async function readyCampaign() {
  const workspaceId = `wsp_${(shops += 1)}`;
  const at = rt.now();
  const accountId = `acc_${shops}`;
  await ChannelAccounts.create({
    ...{ _id: accountId, workspaceId, adapterId: smsTwilio.id, channel: "sms", name: "SMS" },
    ...{ sealed: "x", state: "active", createdAt: at, updatedAt: at },
  });
  const identities = [{ kind: "phone", accountId: null, value: `+3161234567${shops}` }];
  await createContact({ workspaceId, name: "Ada Jansen", identities }, rt);
  const content = {
    ...{ text: "Hello {{firstName}}", media: null, buttons: [], subject: null, html: null },
    provider: null,
  };
  const draft = {
    ...{ name: "Hello", purpose: "service" as const, fallbacks: {}, defaultLocale: "en" },
    variants: [{ channel: "sms", locale: "en", content }],
  } as const;
  const author = { workspaceId, memberId: actor };
  const template = await createTemplate({ ...draft, variants: [...draft.variants] }, author, rt);
  if (!template.ok) throw new Error(JSON.stringify(template));
  const { templateId } = template.value;
  const key = { workspaceId, purpose: "service", actor } as const;
  const campaignId = await createCampaign({ ...key, name: "Spring" }, rt);
  const change = { senders: [{ channel: "sms", accountId }], templateId } as const;
  await saveDraft(
    { workspaceId, campaignId, change: { ...change, senders: [...change.senders] } },
    rt,
  );
  return { workspaceId, campaignId };
}

test("send now waits ten seconds in which it can be taken back", async () => {
  const key = await readyCampaign();
  const sent = await sendCampaign({ ...key, actor }, rt);
  expect(sent).toMatchObject({ ok: true, value: { willSend: 1 } });
  expect(rt.enqueued.at(-1)).toMatchObject({
    ...{ name: "campaign.start", unique: key.campaignId },
    at: new Date(rt.now().getTime() + rt.config.SEND_UNDO_MS),
  });
  expect(await startDueCampaign(key.campaignId, rt)).toBe("not-due");
  expect(await unscheduleCampaign({ ...key, actor }, rt)).toMatchObject({ ok: true });
  rt.clock.advance(rt.config.SEND_UNDO_MS + 1);
  expect(await sweepDueCampaigns(rt)).toBe(0);
  expect(await findCampaign(key)).toMatchObject({ state: "draft", revisionId: null });
});

test("a due campaign starts once, however many ask, and a late undo is refused", async () => {
  const key = await readyCampaign();
  await sendCampaign({ ...key, actor }, rt);
  rt.clock.advance(rt.config.SEND_UNDO_MS + 1);
  const { campaignId } = key;
  await Promise.all([startDueCampaign(campaignId, rt), sweepDueCampaigns(rt)]);
  expect(await CampaignRuns.countDocuments({ campaignId })).toBe(1);
  expect(await unscheduleCampaign({ ...key, actor }, rt)).toMatchObject({ error: "too-late" });
  const moves = await findCampaignMoves(campaignId);
  expect(moves.map(({ to, actor: by }) => [to, by])).toEqual([
    ...[
      ["draft", actor],
      ["scheduled", actor],
      ["running", "system"],
    ],
  ]);
});

test("a crash between the move and the run is mended by the sweep", async () => {
  const key = await readyCampaign();
  await sendCampaign({ ...key, actor }, rt);
  const { Campaigns } = await import("#models/campaign.server.ts");
  await Campaigns.updateOne({ _id: key.campaignId }, { $set: { state: "running" } });
  expect(await sweepDueCampaigns(rt)).toBe(1);
  expect((await findCampaign(key))?.runId).toMatch(/^run_/);
});

test("pause, resume and cancel leave their audit lines", async () => {
  const key = await readyCampaign();
  await sendCampaign({ ...key, actor }, rt);
  rt.clock.advance(rt.config.SEND_UNDO_MS + 1);
  await startDueCampaign(key.campaignId, rt);
  const by = { ...key, actor, reason: null };
  for (const action of ["pause", "resume", "cancel"] as const) {
    expect(await controlCampaign({ ...by, action }, rt)).toMatchObject({ ok: true });
    rt.clock.advance(1);
  }
  expect(await controlCampaign({ ...by, action: "resume" }, rt)).toMatchObject({ ok: false });
  const moves = await findCampaignMoves(key.campaignId);
  expect(moves.slice(3).map(({ to, actor: who }) => [to, who])).toEqual([
    ...[
      ["paused", actor],
      ["running", actor],
      ["cancelled", actor],
    ],
  ]);
});

test("what is missing blocks the send, and only drafts change", async () => {
  const { workspaceId } = await readyCampaign();
  const base = { workspaceId, purpose: "marketing", actor } as const;
  const campaignId = await createCampaign({ ...base, name: "Empty" }, rt);
  const sent = await sendCampaign({ workspaceId, campaignId, actor }, rt);
  expect(sent).toMatchObject({ ok: false, error: "blocked" });
  const ready = await readyCampaign();
  await sendCampaign({ ...ready, actor }, rt);
  const late = await saveDraft({ ...ready, change: { name: "Changed" } }, rt);
  expect(late).toMatchObject({ error: "not-a-draft" });
  const copy = await duplicateCampaign({ ...ready, name: "Copy", actor }, rt);
  const copyId = copy.ok ? copy.value.campaignId : "";
  const row = await findCampaign({ workspaceId: ready.workspaceId, campaignId: copyId });
  expect(row).toMatchObject({ state: "draft", name: "Copy", runId: null, include: noParts });
  const foreign = await saveDraft({ workspaceId: "wsp_other", campaignId: copyId, change: {} }, rt);
  expect(foreign).toMatchObject({ error: "not-found" });
});
