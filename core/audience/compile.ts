import { needKey, type AudienceContext } from "./context.ts";
import { readFieldRule, type FieldRule, type ValueTest } from "./field-rule.ts";
import type { Filter } from "./filter.ts";

/** A Mongo filter as plain data: strings, numbers, booleans, dates, arrays and objects of them. */
export type MongoFilter = Readonly<Record<string, unknown>>;

const everybody: MongoFilter = {};
const nobody: MongoFilter = { _id: { $in: [] } };

/** The same people as `matches` says, as a filter over the contacts collection. */
export function compileFilter(filter: Filter, context: AudienceContext): MongoFilter {
  switch (filter.type) {
    case "and":
      if (filter.rules.length === 0) return everybody;
      return { $and: filter.rules.map((rule) => compileFilter(rule, context)) };
    case "or":
      if (filter.rules.length === 0) return nobody;
      return { $or: filter.rules.map((rule) => compileFilter(rule, context)) };
    case "not":
      return { $nor: [compileFilter(filter.rule, context)] };
    case "field":
      return compileField(filter, context);
    case "tag":
      return { tags: filter.tag };
    case "list":
      return { listIds: filter.listId };
    case "consent":
      return compileConsent(filter);
    case "reachable":
      return compileReach(filter.channel, context);
    case "campaign":
      return { _id: { $in: [...(context.members.get(needKey(filter)) ?? [])] } };
    case "conversation": {
      const ids = [...(context.members.get(needKey(filter)) ?? [])];
      return filter.is === "none" ? { _id: { $nin: ids } } : { _id: { $in: ids } };
    }
  }
}

function compileField(rule: FieldRule, context: AudienceContext): MongoFilter {
  const read = readFieldRule(rule, context);
  if (read.kind === "nobody") return nobody;
  const tests = read.anyOf.flatMap((test) => compileTest(rule.field, test));
  return read.isNegated ? { $nor: tests } : { $or: tests };
}

function compileTest(path: string, test: ValueTest): readonly MongoFilter[] {
  switch (test.kind) {
    case "same":
      return [{ [path]: test.value }];
    case "text": {
      // \z and not $: some engines let $ match before a final line break.
      const pattern = `${test.from ? "^" : ""}${test.pattern}${test.to ? "\\z" : ""}`;
      return [{ [path]: { $regex: pattern } }];
    }
    case "number":
      return [{ [path]: { [`$${test.op}`]: test.value } }];
    case "time": {
      const from = test.from ? { $gte: test.from } : {};
      const until = test.until ? { $lt: test.until } : {};
      return [{ [path]: { ...from, ...until } }];
    }
    case "present":
      return [
        { [path]: { $regex: "[\\s\\S]" } },
        { [path]: { $type: ["number", "bool", "date"] } },
      ];
  }
}

function compileConsent(rule: Extract<Filter, { type: "consent" }>): MongoFilter {
  const { channel, purpose } = rule;
  if (rule.state !== "none") {
    return { consents: { $elemMatch: { channel, purpose, state: rule.state } } };
  }
  const said = { channel, purpose, state: { $in: ["granted", "withdrawn", "pending"] } };
  return { $nor: [{ consents: { $elemMatch: said } }] };
}

function compileReach(channel: string, context: AudienceContext): MongoFilter {
  const reach = context.reach.get(channel);
  if (!reach) return nobody;
  const kind = { $in: [...reach.kinds] };
  const scope = reach.accountIds === null ? {} : { accountId: { $in: [...reach.accountIds] } };
  return { identities: { $elemMatch: { kind, ...scope } } };
}
