import { SECOND_MS } from "#core/duration.ts";
import { addToCounters } from "#models/counter.server.ts";
import type { Runtime } from "./runtime.server.ts";

export const refusalKinds = ["bad-signature", "too-large", "unknown-account"] as const;
export type RefusalKind = (typeof refusalKinds)[number];

const FLUSH_MS = 2 * SECOND_MS;

const pending = new Map<string, number>();
let timer: NodeJS.Timeout | null = null;

/** Refused calls leave a number and nothing else; a flood of them costs one write every two seconds. */
export function countRefusal(
  adapterId: string,
  accountId: string | null,
  kind: string,
  rt: Pick<Runtime, "log" | "findChannel">,
): void {
  if (!rt.findChannel(adapterId)) return;
  // Only an id we looked up is counted by itself: others are the caller's invention.
  const whose = kind === "bad-signature" && accountId !== null ? accountId : adapterId;
  const key = refusalCounter(whose, kind);
  pending.set(key, (pending.get(key) ?? 0) + 1);
  timer ??= setTimeout(() => void flushRefusals(rt), FLUSH_MS).unref();
}

export function refusalCounter(accountOrAdapterId: string, kind: string): string {
  return `webhook-refused:${accountOrAdapterId}:${kind}`;
}

export async function flushRefusals(rt: Pick<Runtime, "log">): Promise<void> {
  timer = null;
  const counted = new Map(pending);
  pending.clear();
  try {
    await addToCounters(counted);
  } catch (error) {
    // Only a number is lost, and only while the database is away.
    rt.log.warn({ event: "webhook.count-failed", err: error }, "refusals could not be counted");
  }
}
