import { expect, test } from "vitest";
import type { Explanation } from "#app/lib/count-request.ts";
import type { Filter } from "#core/audience/filter.ts";
import { withoutIdleGroups } from "./why-panel.tsx";

const tag = (word: string): Explanation => ({
  ...{ filter: { type: "tag", tag: word } satisfies Filter, isTrue: true, found: word, rules: [] },
});
const all = (...rules: Explanation[]): Explanation => ({
  filter: { type: "and", rules: rules.map((one) => one.filter) },
  ...{ isTrue: true, found: null, rules },
});
const everyone = all();

test("a part that was not narrowed and a group of one say nothing", () => {
  expect(withoutIdleGroups(all(everyone, all(tag("vip"))))).toEqual(tag("vip"));
});

test("two rules stay two, and everyone alone stays everyone", () => {
  const { rules } = withoutIdleGroups(all(everyone, tag("a"), tag("b")));
  expect(rules).toEqual([tag("a"), tag("b")]);
  expect(withoutIdleGroups(everyone)).toEqual(everyone);
});
