import { findConsentEvidence, type ConsentEventRow } from "./consent-event.server.ts";
import { findContactHistory } from "./contact-history.server.ts";

export type TimelineEntry =
  | {
      readonly type: "delivery";
      readonly id: string;
      readonly at: Date;
      readonly channel: string;
      readonly campaignId: string | null;
      readonly state: string;
      readonly reason: string | null;
      readonly facts: readonly string[];
      readonly isTest: boolean;
    }
  | {
      readonly type: "message";
      readonly id: string;
      readonly at: Date;
      readonly direction: "in" | "out";
      readonly text: string;
      readonly media: number;
      readonly conversationId: string;
      readonly campaignId: string | null;
    }
  | {
      readonly type: "consent";
      readonly id: string;
      readonly at: Date;
      readonly event: ConsentEventRow;
    };

export interface Timeline {
  /** Newest first. */
  readonly entries: TimelineEntry[];
  /** Hand back as `before`; null = that was the beginning. */
  readonly next: Date | null;
}

const DAY_MS = 24 * 3600 * 1_000;
/** Widening windows: the last month, the quarter before, the two years before, all. */
const spansInDays = [31, 92, 731, 36_500] as const;

/** Everything sent to, heard from and agreed by a person, until the page is full. */
export async function findTimeline(
  key: { readonly workspaceId: string; readonly contactId: string },
  before: Date,
  limit: number,
): Promise<Timeline> {
  const evidence = await findConsentEvidence(key);
  const entries: TimelineEntry[] = [];
  let to = before;
  for (const days of spansInDays) {
    const from = new Date(Math.max(0, to.getTime() - days * DAY_MS));
    entries.push(...(await entriesBetween(key, from, to, evidence)));
    to = new Date(from.getTime() - 1);
    if (entries.length > limit || from.getTime() === 0) break;
  }
  entries.sort((a, b) => b.at.getTime() - a.at.getTime());
  const page = entries.slice(0, limit);
  const last = page.at(-1);
  // Entries of the very same millisecond as the last one belong to this page too.
  const rest = entries.slice(limit).filter((entry) => entry.at.getTime() === last?.at.getTime());
  const hasMore = entries.length > page.length + rest.length;
  return {
    entries: [...page, ...rest],
    next: hasMore && last ? new Date(last.at.getTime() - 1) : null,
  };
}

async function entriesBetween(
  key: { readonly workspaceId: string; readonly contactId: string },
  from: Date,
  to: Date,
  evidence: readonly ConsentEventRow[],
): Promise<TimelineEntry[]> {
  const { deliveries, messages } = await findContactHistory(key, from, to);
  const sent = deliveries.map((row): TimelineEntry => ({
    ...{ type: "delivery", id: row._id, at: row.at, channel: row.channel },
    ...{ campaignId: row.campaignId, state: row.state, reason: row.reason, isTest: row.isTest },
    facts: Object.keys(row.facts),
  }));
  // What we sent stands there as a delivery already; a bubble without one is an agent's answer.
  const said = messages.flatMap((row): TimelineEntry[] => {
    if (row.direction !== "in" && row.direction !== "out") return [];
    if (row.direction === "out" && row.deliveryId !== null) return [];
    const { _id: id, at, direction, text, conversationId, campaignId } = row;
    return [
      {
        type: "message",
        id,
        at,
        direction,
        text,
        media: row.media.length,
        conversationId,
        campaignId,
      },
    ];
  });
  const agreed = evidence
    .filter(({ at }) => at >= from && at <= to)
    .map((event): TimelineEntry => ({ type: "consent", id: event._id, at: event.at, event }));
  return [...sent, ...said, ...agreed];
}
