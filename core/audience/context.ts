import type { ConsentKind } from "../consent/state.ts";
import type { Purpose } from "../message/message.ts";
import type { Filter } from "./filter.ts";

/** What a rule may look at of a person; the contact row fits it. */
export interface Person {
  readonly _id: string;
  readonly name: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly locale: string | null;
  readonly zone: string | null;
  readonly identities: readonly PersonIdentity[];
  readonly attributes: Readonly<Record<string, FieldValue>>;
  readonly tags: readonly string[];
  readonly listIds: readonly string[];
  readonly consents: readonly PersonConsent[];
  readonly createdAt: Date;
  readonly lastInboundAt: Date | null;
}

export type FieldValue = string | number | boolean | Date | readonly string[];

export interface PersonIdentity {
  readonly kind: string;
  readonly accountId: string | null;
}

export interface PersonConsent {
  readonly channel: string;
  readonly purpose: Purpose;
  readonly state: ConsentKind;
}

/** Which identities a channel of this workspace can write to. */
export interface ChannelReach {
  readonly kinds: readonly string[];
  /** Ids that mean something only within these accounts; null = the address is worth the same anywhere. */
  readonly accountIds: readonly string[] | null;
}

/** Everything a rule needs besides the person, looked up once before many people are judged. */
export interface AudienceContext {
  readonly now: Date;
  /** Days in rules ("before 1 March") are days of this zone. */
  readonly zone: string;
  /** By channel; a channel without accounts is absent. */
  readonly reach: ReadonlyMap<string, ChannelReach>;
  /** Contact ids by `needKey` of each campaign and conversation rule. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
}

export type MembershipRule = Extract<Filter, { type: "campaign" | "conversation" }>;

/** One set of people serves every rule that asks the same; "none" is the complement of "any". */
export function needKey(rule: MembershipRule): string {
  const days = rule.days ?? "ever";
  if (rule.type === "campaign") return `campaign:${rule.fact}:${rule.campaignId ?? "any"}:${days}`;
  return `conversation:${rule.is === "none" ? "any" : rule.is}:${days}`;
}

/** The campaign and conversation rules inside, one per distinct set of people. */
export function membershipRules(filters: readonly Filter[]): readonly MembershipRule[] {
  const found = new Map<string, MembershipRule>();
  const visit = (filter: Filter): void => {
    if (filter.type === "and" || filter.type === "or") filter.rules.forEach(visit);
    else if (filter.type === "not") visit(filter.rule);
    else if (filter.type === "campaign" || filter.type === "conversation") {
      found.set(needKey(filter), filter);
    }
  };
  filters.forEach(visit);
  return [...found.values()];
}

export function canReach(identities: readonly PersonIdentity[], reach: ChannelReach): boolean {
  return identities.some((identity) => isReachable(identity, reach));
}

export function isReachable(identity: PersonIdentity, reach: ChannelReach): boolean {
  if (!reach.kinds.includes(identity.kind)) return false;
  if (reach.accountIds === null) return true;
  return identity.accountId !== null && reach.accountIds.includes(identity.accountId);
}
