import { expect, test } from "vitest";
import type { Catalogue } from "#app/lib/count-request.ts";
import { createI18n } from "#app/lib/i18n.ts";
import en from "#app/locales/en/index.ts";
import type { Filter } from "#core/audience/filter.ts";
import { filterLine, type Say } from "./filter-words.ts";

const t: Say = createI18n("en", en).getFixedT("en", ["segments", "templates"] as const);
const names: Catalogue = {
  ...{ attributes: [], tags: [], lists: [], segments: [], audiences: [], campaigns: [] },
  channels: [],
};
const tag = (word: string): Filter => ({ type: "tag", tag: word });

const lines: readonly (readonly [string, Filter])[] = [
  ["tagged vip", { type: "and", rules: [tag("vip")] }],
  ["tagged a and tagged b", { type: "and", rules: [tag("a"), tag("b")] }],
  [
    "tagged a or (tagged b and tagged c)",
    { type: "or", rules: [tag("a"), { type: "and", rules: [tag("b"), tag("c")] }] },
  ],
];

test.each(lines)("a rule reads as a sentence: %s", (line, filter) => {
  expect(filterLine(filter, t, names)).toBe(line);
});
