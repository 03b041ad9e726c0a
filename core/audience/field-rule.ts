import { DateTime } from "luxon";
import { DAY_MS } from "../duration.ts";
import type { AudienceContext } from "./context.ts";
import type { Filter } from "./filter.ts";

export type FieldRule = Extract<Filter, { type: "field" }>;

/** One question about one value. The compiler writes it for Mongo, the evaluator answers it here. */
export type ValueTest =
  | { readonly kind: "same"; readonly value: number | boolean }
  /** `pattern` is a regular expression every engine reads alike; anchored as the flags say. */
  | {
      readonly kind: "text";
      readonly pattern: string;
      readonly from: boolean;
      readonly to: boolean;
    }
  | { readonly kind: "number"; readonly op: "gt" | "gte" | "lt" | "lte"; readonly value: number }
  /** from inclusive, until exclusive. */
  | { readonly kind: "time"; readonly from: Date | null; readonly until: Date | null }
  | { readonly kind: "present" };

/** A rule that cannot be answered (no value, wrong type, unknown field) is true of nobody, also negated. */
export type ReadRule =
  | { readonly kind: "nobody" }
  | { readonly kind: "tests"; readonly anyOf: readonly ValueTest[]; readonly isNegated: boolean };

const textFields = ["name", "firstName", "lastName", "locale", "zone"] as const;
const dateFields = ["createdAt", "lastInboundAt"] as const;
/** Fields of a person a rule may name, besides `attributes.<key>`. */
export const personFields = [...textFields, ...dateFields] as const;
export type PersonField = (typeof personFields)[number];

export function isPersonField(field: string): field is PersonField {
  return (personFields as readonly string[]).includes(field);
}

/** The key of `attributes.<key>`; null when the field is not an attribute of one plain level. */
export function attributeKey(field: string): string | null {
  const match = /^attributes\.([\w-]+)$/.exec(field);
  return match?.[1] ?? null;
}

const nobody: ReadRule = { kind: "nobody" };

export function readFieldRule(
  rule: FieldRule,
  context: Pick<AudienceContext, "now" | "zone">,
): ReadRule {
  if (!isPersonField(rule.field) && attributeKey(rule.field) === null) return nobody;
  const tests = testsFor(rule, context);
  if (tests.length === 0) return nobody;
  return { kind: "tests", anyOf: tests, isNegated: rule.is === "is-not" || rule.is === "not-set" };
}

function testsFor(
  { is, value }: FieldRule,
  context: Pick<AudienceContext, "now" | "zone">,
): readonly ValueTest[] {
  switch (is) {
    case "set":
    case "not-set":
      return [{ kind: "present" }];
    case "is":
    case "is-not":
      return sameAs(value, context.zone);
    case "contains":
      return typeof value === "string" && value !== "" ? [text(value, false, false)] : [];
    case "starts-with":
      return typeof value === "string" && value !== "" ? [text(value, true, false)] : [];
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return typeof value === "number" ? [{ kind: "number", op: is, value }] : [];
    case "before": {
      const span = spanOf(value, context.zone);
      return span ? [{ kind: "time", from: null, until: span.from }] : [];
    }
    case "after": {
      const span = spanOf(value, context.zone);
      return span ? [{ kind: "time", from: span.until, until: null }] : [];
    }
    case "within-days":
      return withinDays(value, context.now);
  }
}

function sameAs(value: FieldRule["value"], zone: string): readonly ValueTest[] {
  if (value === undefined || value === "") return [];
  if (typeof value !== "string") return [{ kind: "same", value }];
  const span = spanOf(value, zone);
  const asText = text(value, true, true);
  return span ? [asText, { kind: "time", ...span }] : [asText];
}

function withinDays(value: FieldRule["value"], now: Date): readonly ValueTest[] {
  if (typeof value !== "number" || value < 0 || value > 36_500) return [];
  const from = new Date(now.getTime() - value * DAY_MS);
  return [{ kind: "time", from, until: new Date(now.getTime() + 1) }];
}

/** A day ("2026-03-01") is 23 to 25 hours of the zone; an instant with a time is one millisecond. */
function spanOf(value: FieldRule["value"], zone: string): { from: Date; until: Date } | null {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}(T|$)/.test(value)) return null;
  const start = DateTime.fromISO(value, { zone });
  if (!start.isValid) return null;
  const end = value.length === 10 ? start.plus({ days: 1 }) : start.plus({ milliseconds: 1 });
  return { from: start.toJSDate(), until: end.toJSDate() };
}

function text(value: string, from: boolean, to: boolean): ValueTest {
  return { kind: "text", pattern: [...value].map(eitherCase).join(""), from, to };
}

/**
 * Case folding differs between regex engines, so both cases are spelled out: "é" becomes "[éÉ]".
 * Letters whose other case is longer than one character ("ß") stand for themselves.
 */
function eitherCase(letter: string): string {
  const cases = new Set([letter, letter.toLowerCase(), letter.toUpperCase()]);
  const single = [...cases].filter((form) => [...form].length === 1);
  if (single.length > 1) return `[${single.join("")}]`;
  const code = letter.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, "0")}`;
  return letter.replace(/[.*+?^${}()|[\]\\/]/, "\\$&");
}
