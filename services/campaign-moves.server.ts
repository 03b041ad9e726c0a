import type { CampaignState } from "#core/campaign/lifecycle.ts";
import type { StateReason } from "#core/delivery/state-reason.ts";
import { noteCampaignMove } from "#models/campaign-move.server.ts";
import type { CampaignRow } from "#models/campaign.server.ts";
import { announce } from "./events.server.ts";
import type { Runtime } from "./runtime.server.ts";

type CampaignRef = Pick<CampaignRow, "_id" | "workspaceId">;

export interface Move {
  readonly campaign: CampaignRef;
  readonly from: CampaignState | null;
  readonly to: CampaignState;
  /** Member id or "system". */
  readonly actor: string;
  readonly reason: StateReason | null;
}

/** The audit line every move of a campaign leaves. */
export async function noteMove(
  { campaign, from, to, actor, reason }: Move,
  rt: Pick<Runtime, "now" | "newId">,
): Promise<void> {
  await noteCampaignMove({
    ...{ _id: rt.newId("campaignMove"), campaignId: campaign._id, from, to, actor, reason },
    ...{ workspaceId: campaign.workspaceId, at: rt.now() },
  });
}

/** Tells open pages that the campaign stands differently now. */
export async function announceCampaign(
  campaign: CampaignRef,
  rt: Pick<Runtime, "now">,
): Promise<void> {
  await announce(campaign.workspaceId, [{ topic: "campaign.changed", ref: campaign._id }], rt);
}
