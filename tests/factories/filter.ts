import fc from "fast-check";
import {
  needKey,
  type AudienceContext,
  type MembershipRule,
  type Person,
} from "#core/audience/context.ts";
import { comparisons, type Filter } from "#core/audience/filter.ts";

/** Random rules, people and look-ups for the tests that hold the three readers of a filter together. */
const now = new Date("2026-03-29T12:00:00Z");
export const ids = Array.from({ length: 40 }, (_, index) => `con_${index}`);
const words = [
  "Ada",
  "ada",
  "ÉCLAIR",
  "éclair",
  "a.b*c",
  "ß",
  "x\ny",
  "x\n",
  "0",
  "",
  "nl-NL",
  "😀!",
];
const days = ["2026-03-28", "2026-03-29", "2026-03-29T01:30", "2025-10-26", "not a day"];
const membership: readonly MembershipRule[] = [
  { type: "campaign", fact: "sent", campaignId: "cmp_1", days: null },
  { type: "campaign", fact: "replied", campaignId: null, days: 7 },
  { type: "conversation", is: "open", days: null },
  { type: "conversation", is: "any", days: 30 },
];

const word = fc.constantFrom(...words);
const instant = fc
  .integer({ min: -200, max: 200 })
  .map((hours) => new Date(now.getTime() + hours * 3_600_000));
const value = fc.oneof(
  word,
  fc.integer({ min: -2, max: 2 }),
  fc.boolean(),
  fc.constantFrom(...days),
);

const leaf: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    type: fc.constant("field" as const),
    field: fc.constantFrom(
      ...["name", "firstName", "locale", "createdAt", "lastInboundAt", "searchTokens"],
      ...["attributes.city", "attributes.points", "attributes.sizes", "attributes.since"],
      ...["attributes.constructor", "attributes.a.b"],
    ),
    is: fc.constantFrom(...comparisons),
    value: fc.option(value, { nil: undefined }),
  }),
  fc.record({ type: fc.constant("tag" as const), tag: fc.constantFrom("vip", "VIP", "press") }),
  fc.record({ type: fc.constant("list" as const), listId: fc.constantFrom("lst_1", "lst_2") }),
  fc.record({
    type: fc.constant("consent" as const),
    channel: fc.constantFrom("sms", "email"),
    purpose: fc.constantFrom("marketing", "service"),
    state: fc.constantFrom("granted", "withdrawn", "pending", "none"),
  }),
  fc.record({
    type: fc.constant("reachable" as const),
    channel: fc.constantFrom("sms", "telegram", "fax"),
  }),
  fc.constantFrom<Filter>(
    ...membership,
    { type: "conversation", is: "none", days: 30 },
    { type: "campaign", fact: "read", campaignId: "cmp_unknown", days: 1 },
  ),
);

export const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.record({
      type: fc.constantFrom("and", "or"),
      rules: fc.array(tie("filter"), { maxLength: 3 }),
    }),
    fc.record({ type: fc.constant("not" as const), rule: tie("filter") }),
  ) as fc.Arbitrary<Filter>,
}));

export const person = (_id: string): fc.Arbitrary<Person> =>
  fc.record({
    _id: fc.constant(_id),
    name: word,
    firstName: fc.option(word),
    lastName: fc.option(word),
    locale: fc.option(fc.constantFrom("nl-NL", "nl", "en")),
    zone: fc.constant(null),
    identities: fc.array(
      fc.record({
        kind: fc.constantFrom("phone", "email", "telegram"),
        accountId: fc.constantFrom(null, "acc_1", "acc_2"),
      }),
      { maxLength: 2 },
    ),
    attributes: fc.record(
      {
        city: fc.oneof(word, fc.constantFrom(...days)),
        points: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double({ noNaN: true })),
        sizes: fc.array(word, { maxLength: 2 }),
        since: fc.oneof(instant, fc.boolean()),
      },
      { requiredKeys: [] },
    ),
    tags: fc.subarray(["vip", "press"]),
    listIds: fc.subarray(["lst_1", "lst_2"]),
    consents: fc.uniqueArray(
      fc.record({
        channel: fc.constantFrom("sms", "email"),
        purpose: fc.constantFrom("marketing", "service"),
        state: fc.constantFrom("granted", "withdrawn", "pending", "expired"),
      }),
      { maxLength: 3, selector: (row) => `${row.channel}:${row.purpose}` },
    ),
    createdAt: instant,
    lastInboundAt: fc.option(instant),
  });

export const context: fc.Arbitrary<AudienceContext> = fc
  .tuple(...membership.map(() => fc.subarray(ids)))
  .map((sets) => ({
    now,
    zone: "Europe/Amsterdam",
    reach: new Map([
      ["sms", { kinds: ["phone"], accountIds: null }],
      ["telegram", { kinds: ["telegram"], accountIds: ["acc_1"] }],
    ]),
    members: new Map(membership.map((rule, index) => [needKey(rule), new Set(sets[index])])),
  }));
