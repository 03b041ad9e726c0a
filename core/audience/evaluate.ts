import {
  canReach,
  needKey,
  type AudienceContext,
  type FieldValue,
  type Person,
  type PersonConsent,
} from "./context.ts";
import { attributeKey, isPersonField, readFieldRule, type ValueTest } from "./field-rule.ts";
import type { Filter } from "./filter.ts";

export type PersonTest = (person: Person) => boolean;

/** Reads the rules once and returns the question to ask of each person. */
export function evaluator(filter: Filter, context: AudienceContext): PersonTest {
  switch (filter.type) {
    case "and": {
      const rules = filter.rules.map((rule) => evaluator(rule, context));
      return (person) => rules.every((rule) => rule(person));
    }
    case "or": {
      const rules = filter.rules.map((rule) => evaluator(rule, context));
      return (person) => rules.some((rule) => rule(person));
    }
    case "not": {
      const rule = evaluator(filter.rule, context);
      return (person) => !rule(person);
    }
    case "field": {
      const test = fieldTest(filter, context);
      return (person) => test(fieldOf(person, filter.field));
    }
    case "tag":
      return (person) => person.tags.includes(filter.tag);
    case "list":
      return (person) => person.listIds.includes(filter.listId);
    case "consent":
      return (person) => hasConsent(person.consents, filter);
    case "reachable": {
      const reach = context.reach.get(filter.channel);
      return reach ? (person) => canReach(person.identities, reach) : () => false;
    }
    case "campaign":
    case "conversation": {
      const ids = context.members.get(needKey(filter));
      const isInside = !(filter.type === "conversation" && filter.is === "none");
      return (person) => (ids?.has(person._id) ?? false) === isInside;
    }
  }
}

export type ValueQuestion = (value: FieldValue | null | undefined) => boolean;

/** The question a field rule asks of a value, whichever person or column the value comes from. */
export function fieldTest(
  rule: Extract<Filter, { type: "field" }>,
  context: Pick<AudienceContext, "now" | "zone">,
): ValueQuestion {
  const read = readFieldRule(rule, context);
  if (read.kind === "nobody") return () => false;
  const tests = read.anyOf.map(answer);
  return (value) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    const isTrue = values.some((one) => tests.some((test) => test(one)));
    return isTrue !== read.isNegated;
  };
}

export function fieldOf(person: Person, field: string): FieldValue | null | undefined {
  if (isPersonField(field)) return person[field];
  const key = attributeKey(field);
  if (key === null || !Object.hasOwn(person.attributes, key)) return undefined;
  return person.attributes[key];
}

export function hasConsent(
  consents: readonly PersonConsent[],
  rule: Extract<Filter, { type: "consent" }>,
): boolean {
  const rows = consents.filter((c) => c.channel === rule.channel && c.purpose === rule.purpose);
  if (rule.state === "none") return rows.every((row) => row.state === "expired");
  return rows.some((row) => row.state === rule.state);
}

function answer(test: ValueTest): (value: unknown) => boolean {
  switch (test.kind) {
    case "same":
      return (value) => value === test.value;
    case "text": {
      const pattern = new RegExp(
        `${test.from ? "^" : ""}${test.pattern}${test.to ? "$" : ""}`,
        "u",
      );
      return (value) => typeof value === "string" && pattern.test(value);
    }
    case "number":
      return (value) => typeof value === "number" && compare(value, test.op, test.value);
    case "time": {
      const from = test.from?.getTime() ?? -Infinity;
      const until = test.until?.getTime() ?? Infinity;
      return (value) => value instanceof Date && value.getTime() >= from && value.getTime() < until;
    }
    case "present":
      return (value) => value !== null && value !== undefined && value !== "";
  }
}

function compare(left: number, op: "gt" | "gte" | "lt" | "lte", right: number): boolean {
  switch (op) {
    case "gt":
      return left > right;
    case "gte":
      return left >= right;
    case "lt":
      return left < right;
    case "lte":
      return left <= right;
  }
}
