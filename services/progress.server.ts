import { announce } from "./events.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** Pages coalesce anyway; more often than this is only load. */
const QUIET_MS = 400;
const REMEMBERED_MAX = 1_000;
const lastAnnounced = new Map<string, number>();
const trailing = new Map<string, NodeJS.Timeout>();

interface CampaignPart {
  readonly workspaceId: string;
  readonly campaignId: string | null;
  /** Set on rows of single messages: an open conversation shows their ticks. */
  readonly _id?: string;
}

/** Tells open pages that a campaign moved, at most every 400 ms per campaign and process. */
export async function announceProgress(
  rows: readonly CampaignPart[],
  rt: Pick<Runtime, "now" | "log">,
): Promise<void> {
  const now = rt.now().getTime();
  const seen = new Set<string>();
  for (const { workspaceId, campaignId, _id } of rows) {
    if (campaignId === null && _id !== undefined) {
      await announce(
        workspaceId,
        [{ topic: "delivery.changed", ref: _id.replace(/^bat_/, "") }],
        rt,
      );
    }
    if (campaignId === null || seen.has(campaignId)) continue;
    seen.add(campaignId);
    if (now - (lastAnnounced.get(campaignId) ?? 0) < QUIET_MS) {
      announceLater(workspaceId, campaignId, rt);
      continue;
    }
    if (lastAnnounced.size >= REMEMBERED_MAX) lastAnnounced.clear();
    lastAnnounced.set(campaignId, now);
    await announce(workspaceId, [{ topic: "campaign.progress", ref: campaignId }], rt);
  }
}

/** The last change of a burst must be seen too. */
function announceLater(
  workspaceId: string,
  campaignId: string,
  rt: Pick<Runtime, "now" | "log">,
): void {
  if (trailing.has(campaignId)) return;
  const timer = setTimeout(() => {
    trailing.delete(campaignId);
    lastAnnounced.set(campaignId, rt.now().getTime());
    announce(workspaceId, [{ topic: "campaign.progress", ref: campaignId }], rt).catch(
      (error: unknown) => {
        rt.log.warn({ event: "progress.not-announced", campaignId, err: error }, "not announced");
      },
    );
  }, QUIET_MS);
  timer.unref();
  trailing.set(campaignId, timer);
}
