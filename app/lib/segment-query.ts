import { comparisons, type Comparison, type Filter } from "#core/audience/filter.ts";

/** The visual builder's tree (react-querybuilder's shape, the part we use) ↔ our filter. */
export interface QueryGroup {
  combinator: string;
  not?: boolean;
  rules: (QueryGroup | QueryRule)[];
}

export interface QueryRule {
  field: string;
  operator: string;
  value: unknown;
}

export interface ReadQuery {
  readonly filter: Filter;
  /** Rules without a value yet: left out of the filter. */
  readonly incomplete: number;
}

/** Operators whose question is the opposite of another's. */
const opposite: Readonly<Record<string, string>> = {
  "has-not": "has",
  "is-not-in": "is-in",
  cannot: "can",
  "not-in-campaign": "in-campaign",
  "not-in-days": "in-days",
};

export function readQuery(query: QueryGroup): ReadQuery {
  let incomplete = 0;
  const readGroup = (group: QueryGroup): Filter => {
    const rules = group.rules.flatMap((part): Filter[] => {
      if ("rules" in part) return part.rules.length === 0 ? [] : [readGroup(part)];
      const rule = readRule(part);
      if (!rule) incomplete += 1;
      return rule ? [rule] : [];
    });
    // A group whose rules are all unfinished must not turn into "nobody" while one types.
    const type = group.combinator === "or" && rules.length > 0 ? "or" : "and";
    const filter: Filter = { type, rules };
    return group.not === true && rules.length > 0 ? { type: "not", rule: filter } : filter;
  };
  return { filter: readGroup(query), incomplete };
}

function readRule({ field, operator, value }: QueryRule): Filter | null {
  const positive = opposite[operator];
  if (positive !== undefined) {
    const rule = readRule({ field, operator: positive, value });
    return rule && { type: "not", rule };
  }
  const [kind, rest] = split(field);
  const text = typeof value === "string" ? value.trim() : value;
  switch (kind) {
    case "field":
      return fieldRule(rest, operator, text);
    case "tag":
      return isText(text) ? { type: "tag", tag: text } : null;
    case "list":
      return isText(text) ? { type: "list", listId: text } : null;
    case "consent":
      return consentRule(rest, operator, text);
    case "reachable":
      return isText(text) ? { type: "reachable", channel: text } : null;
    case "campaign":
      return campaignRule(rest, operator, text);
    case "conversation":
      return conversationRule(operator, text);
    default:
      return null;
  }
}

function fieldRule(field: string, operator: string, value: unknown): Filter | null {
  const is = comparisons.find((one) => one === operator);
  if (!is) return null;
  if (is === "set" || is === "not-set") return { type: "field", field, is };
  if (typeof value === "boolean") return { type: "field", field, is, value };
  if (value === "" || value === null || value === undefined) return null;
  return { type: "field", field, is, value: isNumber(is, value) ? Number(value) : String(value) };
}

function isNumber(is: Comparison, value: unknown): boolean {
  if (typeof value === "number") return true;
  return is === "within-days" || is.startsWith("gt") || is.startsWith("lt");
}

function consentRule(channel: string, operator: string, purpose: unknown): Filter | null {
  const states = ["granted", "withdrawn", "pending", "none"] as const;
  const state = states.find((one) => one === operator);
  return state && isText(purpose) ? { type: "consent", channel, purpose, state } : null;
}

function campaignRule(name: string, operator: string, value: unknown): Filter | null {
  const facts = ["sent", "delivered", "read", "replied"] as const;
  const fact = facts.find((one) => one === name);
  if (!fact) return null;
  if (operator === "in-days") {
    const days = daysOf(value);
    return days === null ? null : { type: "campaign", fact, campaignId: null, days };
  }
  return isText(value) ? { type: "campaign", fact, campaignId: value, days: null } : null;
}

function conversationRule(operator: string, value: unknown): Filter | null {
  const kinds = ["open", "any", "none"] as const;
  const is = kinds.find((one) => one === operator);
  return is ? { type: "conversation", is, days: daysOf(value) } : null;
}

function daysOf(value: unknown): number | null {
  const days = Number(value);
  return value === "" || value === null || !Number.isInteger(days) || days < 1 || days > 3650
    ? null
    : days;
}

export function writeQuery(filter: Filter): QueryGroup {
  const part = writePart(filter);
  return "rules" in part ? part : { combinator: "and", rules: [part] };
}

function writePart(filter: Filter): QueryGroup | QueryRule {
  switch (filter.type) {
    case "and":
    case "or":
      return { combinator: filter.type, rules: filter.rules.map(writePart) };
    case "not":
      return writeNot(filter.rule);
    case "field": {
      const value = filter.value ?? "";
      return { field: `field:${filter.field}`, operator: filter.is, value };
    }
    case "tag":
      return { field: "tag:", operator: "has", value: filter.tag };
    case "list":
      return { field: "list:", operator: "is-in", value: filter.listId };
    case "consent":
      return { field: `consent:${filter.channel}`, operator: filter.state, value: filter.purpose };
    case "reachable":
      return { field: "reachable:", operator: "can", value: filter.channel };
    case "campaign":
      return writeCampaign(filter);
    case "conversation":
      return { field: "conversation:", operator: filter.is, value: filter.days ?? "" };
  }
}

/** "In campaign X, in the last n days" has no rule of its own: both halves, joined. */
function writeCampaign(filter: Extract<Filter, { type: "campaign" }>): QueryGroup | QueryRule {
  const field = `campaign:${filter.fact}`;
  if (filter.campaignId === null) return { field, operator: "in-days", value: filter.days ?? 3650 };
  const named = { field, operator: "in-campaign", value: filter.campaignId };
  if (filter.days === null) return named;
  return { combinator: "and", rules: [named, { field, operator: "in-days", value: filter.days }] };
}

function writeNot(rule: Filter): QueryGroup | QueryRule {
  const part = writePart(rule);
  if ("rules" in part) {
    return part.not === true
      ? { combinator: "and", not: true, rules: [part] }
      : { ...part, not: true };
  }
  const negative = Object.keys(opposite).find((one) => opposite[one] === part.operator);
  if (negative !== undefined) return { ...part, operator: negative };
  return { combinator: "and", not: true, rules: [part] };
}

/** "campaign:sent" → its kind and the rest; only the first colon divides. */
function split(field: string): [string, string] {
  const at = field.indexOf(":");
  return at === -1 ? [field, ""] : [field.slice(0, at), field.slice(at + 1)];
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
