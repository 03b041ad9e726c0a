import {
  membershipRules,
  needKey,
  type AudienceContext,
  type ChannelReach,
  type MembershipRule,
} from "#core/audience/context.ts";
import type { Filter } from "#core/audience/filter.ts";
import { DAY_MS } from "#core/duration.ts";
import { findRunsFor } from "#models/campaign-run.server.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";
import { conversationStates, findConversationPeople } from "#models/conversation.server.ts";
import { findDeliveryFacts, type DeliveryFacts } from "#models/delivery.server.ts";
import { findWorkspace } from "#models/workspace.server.ts";
import type { Runtime } from "./runtime.server.ts";

export type AudienceRuntime = Pick<Runtime, "now" | "findChannel">;

/** Everything the filters need besides the people themselves, looked up once. */
export async function audienceContext(
  input: { readonly workspaceId: string; readonly filters: readonly Filter[] },
  rt: AudienceRuntime,
): Promise<AudienceContext> {
  const { workspaceId, filters } = input;
  const now = rt.now();
  const rules = membershipRules(filters);
  const [workspace, reach, sets] = await Promise.all([
    findWorkspace(workspaceId),
    channelReach(workspaceId, rt),
    Promise.all(rules.map((rule) => membersOf(workspaceId, rule, now))),
  ]);
  return {
    now,
    zone: workspace?.zone ?? "UTC",
    reach,
    members: new Map(rules.map((rule, index) => [needKey(rule), sets[index] ?? new Set()])),
  };
}

/** What each channel of the workspace can write to, all its accounts together. */
export async function channelReach(
  workspaceId: string,
  rt: Pick<Runtime, "findChannel">,
): Promise<Map<string, ChannelReach>> {
  const accounts = await ChannelAccounts.find({ workspaceId }).lean();
  const reach = new Map<string, ChannelReach>();
  for (const { _id, adapterId, channel } of accounts) {
    const one = accountReach(_id, adapterId, rt);
    if (one) reach.set(channel, joined(reach.get(channel), one));
  }
  return reach;
}

/** What one account can write to; null = its channel is not installed. */
export function accountReach(
  accountId: string,
  adapterId: string,
  rt: Pick<Runtime, "findChannel">,
): ChannelReach | null {
  const adapter = rt.findChannel(adapterId);
  if (!adapter) return null;
  const isScoped = adapter.addressScope === "account";
  return { kinds: adapter.addressKinds, accountIds: isScoped ? [accountId] : null };
}

function joined(known: ChannelReach | undefined, one: ChannelReach): ChannelReach {
  if (!known) return one;
  const isScoped = known.accountIds !== null && one.accountIds !== null;
  return {
    kinds: [...new Set([...known.kinds, ...one.kinds])],
    accountIds: isScoped ? [...(known.accountIds ?? []), ...(one.accountIds ?? [])] : null,
  };
}

async function membersOf(
  workspaceId: string,
  rule: MembershipRule,
  now: Date,
): Promise<ReadonlySet<string>> {
  const since = new Date(rule.days === null ? 0 : now.getTime() - rule.days * DAY_MS);
  if (rule.type === "campaign") return campaignMembers(workspaceId, rule, since);
  const states = rule.is === "open" ? openStates : conversationStates;
  const people = await Promise.all(
    states.map((state) => findConversationPeople(workspaceId, state, since)),
  );
  return new Set(people.flat());
}

/** Not closed: somebody may still answer. */
const openStates = ["open", "waiting", "snoozed"] as const;

/** Rows of a run are read in stretches of its plan, never all at once. */
const STRETCH = 5_000;
const BATCH_PLACES = 500;

async function campaignMembers(
  workspaceId: string,
  rule: Extract<MembershipRule, { type: "campaign" }>,
  since: Date,
): Promise<ReadonlySet<string>> {
  const runs = await findRunsFor(workspaceId, rule.campaignId);
  const members = new Set<string>();
  for (const run of runs) {
    const end = Math.max(run.plannedCount, run.nextBatchSeq * BATCH_PLACES);
    for (let from = 0; from < end; from += STRETCH) {
      for (const row of await findDeliveryFacts(run._id, from, from + STRETCH)) {
        const at = row.isTest ? null : factTime(row, rule.fact);
        if (at && at >= since) members.add(row.contactId);
      }
    }
  }
  return members;
}

/** When it happened; a read message was delivered too, whatever the provider told us. */
function factTime(
  row: DeliveryFacts,
  fact: "sent" | "delivered" | "read" | "replied",
): Date | null {
  if (row.state !== "accepted") return null;
  const { delivered, read, replied } = row.facts;
  switch (fact) {
    case "sent":
      return row.at;
    case "delivered":
      return delivered ?? read ?? replied ?? null;
    case "read":
      return read ?? null;
    case "replied":
      return replied ?? null;
  }
}
