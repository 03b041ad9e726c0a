import type { AudienceContext, FieldValue, Person } from "./context.ts";
import { evaluator, fieldOf } from "./evaluate.ts";
import type { Filter } from "./filter.ts";

/** Why a person is in or out: each rule with its own answer and what it looked at. */
export interface Explanation {
  readonly filter: Filter;
  readonly isTrue: boolean;
  /** What the person has where the rule looked: a value, tags, a consent; null = nothing there. */
  readonly found: string | null;
  readonly rules: readonly Explanation[];
}

export function explainFilter(
  filter: Filter,
  person: Person,
  context: AudienceContext,
): Explanation {
  return {
    filter,
    isTrue: evaluator(filter, context)(person),
    found: foundFor(filter, person),
    rules: partsOf(filter).map((rule) => explainFilter(rule, person, context)),
  };
}

function partsOf(filter: Filter): readonly Filter[] {
  if (filter.type === "and" || filter.type === "or") return filter.rules;
  if (filter.type === "not") return [filter.rule];
  return [];
}

function foundFor(filter: Filter, person: Person): string | null {
  switch (filter.type) {
    case "field":
      return showValue(fieldOf(person, filter.field));
    case "tag":
      return person.tags.length > 0 ? person.tags.join(", ") : null;
    case "consent": {
      const row = person.consents.find(
        (c) => c.channel === filter.channel && c.purpose === filter.purpose,
      );
      return row?.state ?? null;
    }
    case "reachable": {
      const kinds = [...new Set(person.identities.map((identity) => identity.kind))];
      return kinds.length > 0 ? kinds.join(", ") : null;
    }
    case "and":
    case "or":
    case "not":
    case "list":
    case "campaign":
    case "conversation":
      return null;
  }
}

function showValue(value: FieldValue | null | undefined): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object") return value.length > 0 ? value.join(", ") : null;
  return String(value);
}
