import { startCampaign } from "#jobs/definitions/campaign-start.ts";
import { handle } from "#jobs/handle.server.ts";
import { startDueCampaign } from "#services/campaign-control.server.ts";

export const runStartCampaign = handle(startCampaign, async ({ campaignId }, rt) => {
  const outcome = await startDueCampaign(campaignId, rt);
  rt.log.info({ event: "campaign.nudged", campaignId, outcome }, "campaign nudged");
});
