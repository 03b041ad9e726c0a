import type { AudienceContext } from "#core/audience/context.ts";
import { evaluator } from "#core/audience/evaluate.ts";
import { explainFilter, type Explanation } from "#core/audience/explain.ts";
import type { Filter } from "#core/audience/filter.ts";
import { audienceFilter, segmentIdsOf, type Combination } from "#core/audience/parts.ts";
import { decideReach, type ReachSender, type ReachStage } from "#core/audience/reach.ts";
import type { Purpose } from "#core/message/message.ts";
import { err, ok, type Result } from "#core/result.ts";
import { findAudiencesByIds, findSegmentsByIds } from "#models/audience.server.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";
import { findContact, type ContactRow } from "#models/contact.server.ts";
import { findSuppressedKeys, suppressionKey, suppressionKeys } from "#models/suppression.server.ts";
import { accountReach, audienceContext, type AudienceRuntime } from "./audience-context.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** Who is meant: parts as campaigns and audiences name them, or a rule still being edited. */
export interface AudienceInput extends Combination {
  readonly workspaceId: string;
  /** A further rule everyone must fit: a segment nobody saved yet. */
  readonly filter?: Filter | undefined;
}

export interface SenderChoice {
  readonly channel: string;
  /** null = any account of the channel. */
  readonly accountId: string | null;
}

/**
 * The question "is this person in?" for a walk over people, with look-ups done once, now. Used at
 * send time: nothing here comes from a cache.
 */
export async function rulesMatcher(
  input: { readonly workspaceId: string; readonly rules: Filter },
  rt: AudienceRuntime,
): Promise<(contact: ContactRow) => boolean> {
  const { workspaceId, rules } = input;
  const context = await audienceContext({ workspaceId, filters: [rules] }, rt);
  const test = evaluator(rules, context);
  return (contact) => contact.workspaceId === workspaceId && test(contact);
}

/** The combination as rules alone, as the segments and audiences in it stand now. */
export async function readRules(
  input: Combination & { readonly workspaceId: string },
): Promise<Filter> {
  const { workspaceId } = input;
  const audiences = await readAudiences(input);
  const segments = await findSegmentsByIds(workspaceId, segmentIdsOf(input, audiences));
  const byId = new Map(segments.map((segment) => [segment._id, segment.filter]));
  return audienceFilter(input, { segments: byId, audiences });
}

/** The saved audiences a combination names, by id. */
export async function readAudiences({
  workspaceId,
  include,
  exclude,
}: Combination & { readonly workspaceId: string }): Promise<ReadonlyMap<string, Combination>> {
  const ids = [...(include.audienceIds ?? []), ...(exclude.audienceIds ?? [])];
  const rows = await findAudiencesByIds(workspaceId, ids);
  return new Map(rows.map((row) => [row._id, row]));
}

export async function resolveAudience(
  input: AudienceInput,
  rt: AudienceRuntime,
): Promise<{ filter: Filter; context: AudienceContext }> {
  const { workspaceId } = input;
  const parts = await readRules(input);
  const filter: Filter = input.filter ? { type: "and", rules: [parts, input.filter] } : parts;
  const context = await audienceContext({ workspaceId, filters: [filter] }, rt);
  return { filter, context };
}

/** The senders with what they reach, in the campaign's order; accounts that are gone are left out. */
export async function resolveSenders(
  workspaceId: string,
  senders: readonly SenderChoice[],
  rt: Pick<Runtime, "findChannel">,
): Promise<readonly ReachSender[]> {
  const accounts = await ChannelAccounts.find({ workspaceId }).lean();
  return senders.flatMap(({ channel, accountId }) => {
    const account = accounts.find(
      (row) => row.channel === channel && (accountId === null || row._id === accountId),
    );
    const reach = account ? accountReach(account._id, account.adapterId, rt) : null;
    return account && reach ? [{ channel, accountId: account._id, ...reach }] : [];
  });
}

export interface PersonVerdict {
  readonly explanation: Explanation;
  /** null = not in the audience, so no stage was reached. */
  readonly stage: ReachStage | null;
  readonly channel: string | null;
}

/** "Why is this person in or out?", from the rows themselves. */
export async function explainPerson(
  input: AudienceInput & {
    readonly contactId: string;
    readonly senders: readonly SenderChoice[];
    readonly purpose: Purpose;
  },
  rt: AudienceRuntime,
): Promise<Result<PersonVerdict, "not-found">> {
  const contact = await findContact(input);
  if (!contact) return err("not-found");
  const { filter, context } = await resolveAudience(input, rt);
  const explanation = explainFilter(filter, contact, context);
  if (!explanation.isTrue) return ok({ explanation, stage: null, channel: null });
  const senders = await resolveSenders(input.workspaceId, input.senders, rt);
  const isSuppressed = await suppressionTest(contact);
  const { stage, channel } = decideReach(contact, senders, input.purpose, isSuppressed);
  return ok({ explanation, stage, channel });
}

async function suppressionTest(
  contact: ContactRow,
): Promise<(identityIndex: number, channel: string) => boolean> {
  const { workspaceId, identities, consents } = contact;
  const channels = ["*", ...new Set(consents.map((consent) => consent.channel))];
  const keys = identities.flatMap((identity) =>
    channels.map((channel) => suppressionKey(workspaceId, channel, identity)),
  );
  const found = await findSuppressedKeys(keys);
  return (index, channel) => {
    const identity = identities[index];
    if (!identity) return false;
    return suppressionKeys(workspaceId, channel, identity).some((key) => found.has(key));
  };
}
