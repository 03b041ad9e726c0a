import fc from "fast-check";
import { expect, test } from "vitest";
import { propertyRuns } from "#tests/setup/property-runs.ts";
import { deliveryFacts } from "./state.ts";
import { merge, noFacts, shownStatus, type StatusFacts } from "./status.ts";

const instant = fc
  .integer({ min: 0, max: 50 })
  .map((second) => new Date(1_790_000_000_000 + second * 1_000));
const failure = fc.record({
  code: fc.constantFrom("131026", "131047"),
  detail: fc.constantFrom("", "undeliverable"),
  at: instant,
});
const status: fc.Arbitrary<StatusFacts> = fc.record({
  facts: fc.dictionary(fc.constantFrom(...deliveryFacts), instant, { noNullPrototype: true }),
  failure: fc.option(failure),
});

test("status facts form a lattice: any order, any repeats, one result", () => {
  const property = fc.property(fc.array(status, { maxLength: 6 }), fc.nat(), (given, turn) => {
    const once = given.reduce(merge, noFacts);
    const at = given.length === 0 ? 0 : turn % given.length;
    const shuffled = [...given.slice(at), ...given.slice(0, at), ...given].reverse();
    expect(shuffled.reduce(merge, noFacts)).toEqual(once);
  });
  fc.assert(property, { numRuns: propertyRuns(2_000) });
});

test("merging is idempotent, commutative and associative", () => {
  const property = fc.property(status, status, status, (a, b, c) => {
    expect(merge(a, a)).toEqual(merge(a, noFacts));
    expect(merge(a, b)).toEqual(merge(b, a));
    expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
  });
  fc.assert(property, { numRuns: propertyRuns(2_000) });
});

test("a failure never hides a delivery", () => {
  const at = new Date(0);
  const failed = { code: "1", detail: "", at };
  expect(shownStatus({ state: "accepted", facts: { delivered: at }, failure: failed })).toBe(
    "delivered",
  );
  expect(shownStatus({ state: "accepted", facts: { sent: at }, failure: failed })).toBe("bounced");
  expect(shownStatus({ state: "uncertain", facts: {}, failure: null })).toBe("uncertain");
});
