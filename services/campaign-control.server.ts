import { canMove, type CampaignState } from "#core/campaign/lifecycle.ts";
import { err, ok, type Result } from "#core/result.ts";
import {
  findCampaign,
  findDueCampaigns,
  findUnstartedCampaigns,
  moveCampaign,
  type CampaignRow,
} from "#models/campaign.server.ts";
import { Campaigns } from "#models/campaign.server.ts";
import { native } from "#models/native.server.ts";
import { announceCampaign, noteMove } from "./campaign-moves.server.ts";
import type { CampaignKey } from "./campaigns.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { controlRun, startRun, type ControlAction } from "./runs.server.ts";

type ControlRuntime = Pick<Runtime, "now" | "newId" | "log">;

/**
 * A scheduled campaign whose time has come becomes a run. The move to running is the decision: after
 * it nothing can be taken back, before it an undo wins. Safe to call again and from two processes.
 */
export async function startDueCampaign(
  campaignId: string,
  rt: ControlRuntime,
): Promise<"started" | "not-due" | "failed"> {
  const campaign = await native(Campaigns).findOne({ _id: campaignId });
  if (!campaign) return "not-due";
  const isDue = campaign.scheduledAt !== null && campaign.scheduledAt <= rt.now();
  if (campaign.state === "scheduled" && isDue) {
    const isMine = await moveCampaign(campaignId, "scheduled", "running", { updatedAt: rt.now() });
    if (!isMine) return "not-due";
    await noteMove({ ...auditOf(campaign, "running"), actor: "system", reason: null }, rt);
  } else if (campaign.state !== "running" || campaign.runId !== null) {
    return "not-due";
  }
  const started = await startRun(campaignId, rt);
  await announceCampaign(campaign, rt);
  return started.ok ? "started" : "failed";
}

/** Campaigns whose nudge was lost, and those a crash left running without a run. */
export async function sweepDueCampaigns(rt: ControlRuntime): Promise<number> {
  const [due, unstarted] = await Promise.all([
    findDueCampaigns(rt.now()),
    findUnstartedCampaigns(),
  ]);
  let started = 0;
  for (const { _id } of [...due, ...unstarted]) {
    if ((await startDueCampaign(_id, rt)) === "started") started += 1;
  }
  return started;
}

export type ControlCampaignError = "not-found" | "wrong-state";

/** Pause, resume or cancel by a member; `inFlight` messages are on the wire and may still go out. */
export async function controlCampaign(
  input: CampaignKey & {
    readonly action: ControlAction;
    readonly actor: string;
    readonly reason: string | null;
  },
  rt: ControlRuntime,
): Promise<Result<{ inFlight: number }, ControlCampaignError>> {
  const { action, actor, reason } = input;
  const campaign = await findCampaign(input);
  if (!campaign) return err("not-found");
  const to = ({ pause: "paused", resume: "running", cancel: "cancelled" } as const)[action];
  if (!canMove(campaign.state, to)) return err("wrong-state");
  if (campaign.runId === null) return cancelUnsent(campaign, to, actor, reason, rt);
  const controlled = await controlRun(campaign.runId, action, reason, rt, actor);
  await announceCampaign(campaign, rt);
  return controlled.ok ? controlled : err(controlled.error);
}

async function cancelUnsent(
  campaign: CampaignRow,
  to: CampaignState,
  actor: string,
  reason: string | null,
  rt: ControlRuntime,
): Promise<Result<{ inFlight: number }, ControlCampaignError>> {
  if (to !== "cancelled") return err("wrong-state");
  const change = { stateReason: reason, updatedAt: rt.now() };
  if (!(await moveCampaign(campaign._id, campaign.state, to, change))) return err("wrong-state");
  await noteMove({ ...auditOf(campaign, to), actor, reason }, rt);
  await announceCampaign(campaign, rt);
  return ok({ inFlight: 0 });
}

function auditOf(campaign: CampaignRow, to: CampaignState) {
  return { campaign, from: campaign.state, to };
}
