import type { Catalogue } from "#app/lib/count-request.ts";
import { findAttributes, findTags } from "#models/attribute.server.ts";
import { findAudiences, findLists, findSegments } from "#models/audience.server.ts";
import { findCampaigns } from "#models/campaign.server.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";

/** Names for everything a rule can mention. */
export async function readCatalogue(workspaceId: string): Promise<Catalogue> {
  const [attributes, tags, lists, segments, audiences, campaigns, accounts] = await Promise.all([
    findAttributes(workspaceId),
    findTags(workspaceId),
    findLists(workspaceId),
    findSegments(workspaceId),
    findAudiences(workspaceId),
    findCampaigns(workspaceId),
    ChannelAccounts.find({ workspaceId }).lean(),
  ]);
  return {
    attributes: attributes.map(({ key, label, type, choices }) => ({ key, label, type, choices })),
    tags,
    lists: lists.map(named),
    segments: segments.map(named),
    audiences: audiences.map(named),
    campaigns: campaigns.filter(({ state }) => state !== "draft").map(named),
    channels: [...new Set(accounts.map((account) => account.channel))].sort(),
  };
}

function named({ _id, name }: { readonly _id: string; readonly name: string }) {
  return { id: _id, name };
}
