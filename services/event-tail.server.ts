import { readCounter } from "#models/counter.server.ts";
import { findEventsAfter, type EventRow } from "#models/event.server.ts";
import { onAnnounced } from "./event-nudge.server.ts";
import type { Runtime } from "./runtime.server.ts";

export type TailedEvent = Pick<EventRow, "seq" | "topic" | "ref">;
type Listener = (event: TailedEvent) => void;

/** Numbers are reserved before their rows are written: a gap may fill in a moment later. */
const OVERLAP = 64;

interface Tail {
  readonly listeners: Set<Listener>;
  readonly seen: Set<number>;
  cursor: number;
  isOver: boolean;
}

const tails = new Map<string, Tail>();

/**
 * One reader of the workspace's announcements per process, however many pages listen. Reads on from
 * now: what happened before, the page's loader has shown.
 */
export function tailEvents(
  workspaceId: string,
  listener: Listener,
  rt: Pick<Runtime, "config" | "log">,
): () => void {
  const tail = tails.get(workspaceId) ?? startTail(workspaceId, rt);
  tail.listeners.add(listener);
  return () => {
    tail.listeners.delete(listener);
    if (tail.listeners.size > 0) return;
    tail.isOver = true;
    if (tails.get(workspaceId) === tail) tails.delete(workspaceId);
  };
}

function startTail(workspaceId: string, rt: Pick<Runtime, "config" | "log">): Tail {
  const tail: Tail = { listeners: new Set(), seen: new Set(), cursor: 0, isOver: false };
  tails.set(workspaceId, tail);
  void follow(workspaceId, tail, rt);
  return tail;
}

async function follow(
  workspaceId: string,
  tail: Tail,
  rt: Pick<Runtime, "config" | "log">,
): Promise<void> {
  let isPlaced = false;
  while (!tail.isOver) {
    try {
      if (isPlaced) await readOn(workspaceId, tail, true);
      else {
        tail.cursor = await readCounter(`events:${workspaceId}`);
        await readOn(workspaceId, tail, false);
        isPlaced = true;
      }
    } catch (error) {
      rt.log.warn({ event: "events.tail-failed", workspaceId, err: error }, "events not read");
    }
    await waitForNews(workspaceId, rt.config.SSE_POLL_MS);
  }
}

/** Until the next poll, or until this very process announces something. */
function waitForNews(workspaceId: string, pollMs: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      forget();
      resolve();
    };
    const timer = setTimeout(end, pollMs);
    const forget = onAnnounced(workspaceId, end);
  });
}

async function readOn(workspaceId: string, tail: Tail, isTold: boolean): Promise<void> {
  const rows = await findEventsAfter(workspaceId, tail.cursor - OVERLAP);
  for (const { seq, topic, ref } of rows) {
    if (tail.seen.has(seq)) continue;
    tail.seen.add(seq);
    tail.cursor = Math.max(tail.cursor, seq);
    if (isTold) for (const listener of tail.listeners) listener({ seq, topic, ref });
  }
  for (const seq of tail.seen) if (seq <= tail.cursor - OVERLAP) tail.seen.delete(seq);
}
