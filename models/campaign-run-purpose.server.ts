import type { Purpose } from "#core/message/message.ts";
import { CampaignRuns, type CampaignRunRow } from "./campaign-run.server.ts";
import { Deliveries, type DeliveryRow } from "./delivery.server.ts";

/** On which channel, and for what, a delivery was sent; null = no such delivery, or no campaign's. */
export async function findRunPurpose(
  deliveryId: string,
): Promise<{ workspaceId: string; channel: string; purpose: Purpose } | null> {
  const delivery = await Deliveries.collection.findOne<DeliveryRow>({ _id: deliveryId as never });
  if (!delivery) return null;
  const run = await CampaignRuns.collection.findOne<CampaignRunRow>({
    _id: delivery.runId as never,
  });
  if (!run) return null;
  return { workspaceId: delivery.workspaceId, channel: delivery.channel, purpose: run.purpose };
}
