import { sweepCampaignStarts } from "#jobs/definitions/campaign-start-sweep.ts";
import { handle } from "#jobs/handle.server.ts";
import { sweepDueCampaigns } from "#services/campaign-control.server.ts";

export const runSweepCampaignStarts = handle(sweepCampaignStarts, async (_payload, rt) => {
  const started = await sweepDueCampaigns(rt);
  if (started > 0) rt.log.info({ event: "campaigns.swept", started }, "due campaigns started");
});
