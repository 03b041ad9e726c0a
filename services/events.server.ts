import { reserveNumbers } from "#models/counter.server.ts";
import { Events } from "#models/event.server.ts";
import { nudgeTails } from "./event-nudge.server.ts";
import type { Runtime } from "./runtime.server.ts";

export interface Announcement {
  readonly topic: string;
  readonly ref: string;
}

/** Tells open pages that something changed. Ids only; the loader is the truth. */
export async function announce(
  workspaceId: string,
  announcements: readonly Announcement[],
  rt: Pick<Runtime, "now">,
): Promise<void> {
  if (announcements.length === 0) return;
  const first = await reserveNumbers(`events:${workspaceId}`, announcements.length);
  const at = rt.now();
  const rows = announcements.map(({ topic, ref }, index) => {
    const seq = first + index;
    return { _id: `${workspaceId}:${seq}`, workspaceId, seq, topic, ref, at };
  });
  await Events.collection.insertMany(rows as never, { ordered: false });
  nudgeTails(workspaceId);
}
