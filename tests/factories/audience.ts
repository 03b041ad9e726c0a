import { noParts } from "#core/audience/parts.ts";
import { createCampaign } from "#services/campaigns.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { writeAudience, writeList, writeSegment } from "#services/segments.server.ts";

type Making = Pick<Runtime, "now" | "newId">;

/** Names are unique per workspace, and a test may want several. */
function fresh(workspaceId: string, rt: Making) {
  return { workspaceId, id: null, name: `Made for a test ${rt.newId("view")}` };
}

export async function aSegment(workspaceId: string, rt: Making): Promise<{ segmentId: string }> {
  const filter = { type: "tag", tag: "vip" } as const;
  return { segmentId: idOf(await writeSegment({ ...fresh(workspaceId, rt), filter }, rt)) };
}

export async function aList(workspaceId: string, rt: Making): Promise<{ listId: string }> {
  return { listId: idOf(await writeList({ ...fresh(workspaceId, rt), description: "" }, rt)) };
}

export async function anAudience(workspaceId: string, rt: Making): Promise<{ audienceId: string }> {
  const parts = { include: noParts, exclude: noParts };
  return { audienceId: idOf(await writeAudience({ ...fresh(workspaceId, rt), ...parts }, rt)) };
}

export async function aCampaign(workspaceId: string, rt: Making): Promise<{ campaignId: string }> {
  const draft = { workspaceId, name: "Spring", purpose: "service", actor: "mem_test" } as const;
  return { campaignId: await createCampaign(draft, rt) };
}

function idOf(saved: Awaited<ReturnType<typeof writeList>>): string {
  if (!saved.ok) throw new Error(saved.error);
  return saved.value.id;
}
