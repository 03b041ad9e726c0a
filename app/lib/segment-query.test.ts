import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluator } from "#core/audience/evaluate.ts";
import type { Filter } from "#core/audience/filter.ts";
import { context, filter, ids, person } from "#tests/factories/filter.ts";
import { propertyRuns } from "#tests/setup/property-runs.ts";
import { readQuery, writeQuery } from "./segment-query.ts";

/** Rules the builder cannot leave unfinished: an empty value or group is dropped while one edits. */
function isFinished(one: Filter): boolean {
  switch (one.type) {
    case "and":
    case "or":
      return one.rules.length > 0 && one.rules.every(isFinished);
    case "not":
      return isFinished(one.rule);
    case "field":
      return one.is === "set" || one.is === "not-set" || isValueFitting(one);
    default:
      return true;
  }
}

function isValueFitting({ is, value }: Extract<Filter, { type: "field" }>): boolean {
  if (value === undefined || value === "") return false;
  const wantsNumber = is === "within-days" || is.startsWith("gt") || is.startsWith("lt");
  return wantsNumber
    ? typeof value === "number"
    : String(value).trim() === value || typeof value !== "string";
}

test("a filter opened in the builder and read back names the same people", () => {
  const property = fc.property(
    filter.filter(isFinished),
    fc.tuple(...ids.map(person)),
    context,
    (one, people, ctx) => {
      const { filter: read, incomplete } = readQuery(writeQuery(one));
      expect(incomplete).toBe(0);
      const before = evaluator(one, ctx);
      const after = evaluator(read, ctx);
      expect(people.filter(after)).toEqual(people.filter(before));
    },
  );
  fc.assert(property, { numRuns: propertyRuns(200) });
});

test("a rule without a value is left out and counted as unfinished", () => {
  const tag = { field: "tag:", operator: "has", value: "" };
  const city = { field: "field:attributes.city", operator: "is", value: "Utrecht" };
  expect(readQuery({ combinator: "or", rules: [tag, city] })).toEqual({
    filter: {
      type: "or",
      rules: [{ type: "field", field: "attributes.city", is: "is", value: "Utrecht" }],
    },
    incomplete: 1,
  });
  expect(readQuery({ combinator: "or", rules: [tag] }).filter).toEqual({ type: "and", rules: [] });
});
