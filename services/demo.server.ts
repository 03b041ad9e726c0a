import { campaignOfStory, type StoryId } from "#core/demo/stories.ts";
import { err, ok, type Result } from "#core/result.ts";
import { findCampaigns } from "#models/campaign.server.ts";
import type { ReviewRuntime } from "./campaign-review.server.ts";
import { duplicateCampaign, sendCampaign } from "./campaigns.server.ts";
import type { Runtime } from "./runtime.server.ts";

interface Replay {
  readonly workspaceId: string;
  readonly story: StoryId;
  readonly actor: string;
}

/**
 * Sends a copy of the story's campaign, so that the story can be told again and again. A copy that
 * something stands in the way of stays a draft, and `detail` is its id.
 */
export async function replayStory(
  { workspaceId, story, actor }: Replay,
  rt: ReviewRuntime & Pick<Runtime, "queue" | "config" | "newId">,
): Promise<Result<{ campaignId: string }, "story-gone" | "blocked">> {
  const source = campaignOfStory(story, await findCampaigns(workspaceId));
  if (!source) return err("story-gone");
  const { _id, name } = source;
  const copied = await duplicateCampaign({ workspaceId, campaignId: _id, name, actor }, rt);
  if (!copied.ok) return err("story-gone");
  const { campaignId } = copied.value;
  const sent = await sendCampaign({ workspaceId, campaignId, actor }, rt);
  return sent.ok ? ok({ campaignId }) : err("blocked", campaignId);
}
