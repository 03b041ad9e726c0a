import type { LoaderFunctionArgs } from "@remix-run/node";
import { eventStream } from "#app/http/event-stream.server.ts";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { findCampaign } from "#models/campaign.server.ts";
import { tailEvents } from "#services/event-tail.server.ts";

/** Says that this campaign moved on; the page's loader reads how far. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "campaigns.view");
  const campaign = await findCampaign({ workspaceId, campaignId: params["campaignId"] ?? "" });
  if (!campaign) throw notFound();
  const { _id: id, runId } = campaign;
  return eventStream({
    closed: context.closed,
    subscribe: (emit) =>
      tailEvents(
        workspaceId,
        ({ seq, topic, ref }) => {
          if (!topic.startsWith("campaign.")) return;
          if (ref !== id && ref !== runId) return;
          emit({ id: String(seq), type: "change", data: { topic } });
        },
        context.runtime,
      ),
  });
}
