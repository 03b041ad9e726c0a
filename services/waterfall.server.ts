import type { PeopleIndex } from "#core/audience/people-index.ts";
import { reachStages, willSendFrom, type ReachStage } from "#core/audience/reach.ts";
import type { Waterfall } from "#core/campaign/readiness.ts";
import type { Purpose } from "#core/message/message.ts";
import { findContactsByIds, type ContactRow } from "#models/contact.server.ts";
import {
  resolveAudience,
  resolveSenders,
  type AudienceInput,
  type SenderChoice,
} from "./audiences.server.ts";
import type { AudienceRuntime } from "./audience-context.server.ts";
import { openPeopleFeed } from "./people-feed.server.ts";

export interface WaterfallInput extends AudienceInput {
  /** In the campaign's order; empty = only "matched" means something. */
  readonly senders: readonly SenderChoice[];
  readonly purpose: Purpose;
}

export interface CountedWaterfall {
  readonly counts: Waterfall;
  /** Of those who will be sent to: how many each channel carries. */
  readonly byChannel: Readonly<Record<string, number>>;
  /** False = `seen` of `total` people are counted so far: ask again. */
  readonly isComplete: boolean;
  readonly seen: number;
  readonly total: number;
  readonly asOf: Date;
}

/** matched → no address → no consent → suppressed → will send, from memory: milliseconds at 200,000. */
export async function countWaterfall(
  input: WaterfallInput,
  rt: AudienceRuntime,
): Promise<CountedWaterfall> {
  const { stages, feed, senders } = await placePeople(input, rt);
  const tally = new Array<number>(willSendFrom + 1).fill(0);
  const byChannel: Record<string, number> = {};
  for (const code of stages) {
    const stage = Math.min(code, willSendFrom);
    tally[stage] = (tally[stage] ?? 0) + 1;
    const channel = code < willSendFrom ? undefined : senders[code - willSendFrom]?.channel;
    if (channel !== undefined) byChannel[channel] = (byChannel[channel] ?? 0) + 1;
  }
  const counts = Object.fromEntries(
    reachStages.map((stage, index) => [stage, tally[index + 1] ?? 0]),
  ) as Record<ReachStage, number>;
  const matched = reachStages.reduce((sum, stage) => sum + counts[stage], 0);
  const { isComplete, seen, total, asOf } = feed;
  return { counts: { ...counts, matched }, byChannel, isComplete, seen, total, asOf };
}

export interface WaterfallPage {
  readonly people: readonly ContactRow[];
  /** Hand it back as `after` for the next page; null = this was the last. */
  readonly next: number | null;
}

/** The people behind one number, in the order they were added. */
export async function listWaterfallPeople(
  input: WaterfallInput & {
    readonly stage: ReachStage | "matched";
    readonly after: number | null;
    readonly size: number;
  },
  rt: AudienceRuntime,
): Promise<WaterfallPage> {
  const { stages, index } = await placePeople(input, rt);
  const wanted = input.stage === "matched" ? null : 1 + reachStages.indexOf(input.stage);
  const ids: string[] = [];
  let last = input.after ?? -1;
  let hasMore = false;
  for (let row = last + 1; row < stages.length; row += 1) {
    const stage = Math.min(stages[row] ?? 0, willSendFrom);
    if (wanted === null ? stage === 0 : stage !== wanted) continue;
    if (ids.length === input.size) {
      hasMore = true;
      break;
    }
    const id = index.idAt(row);
    if (id !== undefined) ids.push(id);
    last = row;
  }
  const rows = await findContactsByIds(input.workspaceId, ids);
  const people = rows.sort((a, b) => a.ordinal - b.ordinal);
  return { people, next: hasMore ? last : null };
}

async function placePeople(input: WaterfallInput, rt: AudienceRuntime) {
  const [feed, { filter, context }, senders] = await Promise.all([
    openPeopleFeed(input.workspaceId, rt),
    resolveAudience(input, rt),
    resolveSenders(input.workspaceId, input.senders, rt),
  ]);
  const index: PeopleIndex = feed.index;
  const mask = index.select(filter, context);
  return { feed, index, senders, stages: index.stages(mask, senders, input.purpose) };
}
