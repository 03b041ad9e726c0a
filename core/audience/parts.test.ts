import { expect, test } from "vitest";
import type { Filter } from "./filter.ts";
import {
  audienceFilter,
  isEverybody,
  noParts,
  segmentIdsOf,
  type Combination,
  type KnownParts,
} from "./parts.ts";

const vip: Filter = { type: "tag", tag: "vip" };
const press: Filter = { type: "tag", tag: "press" };
const friends: Combination = {
  include: { segmentIds: ["seg_vip"], listIds: ["lst_1"] },
  exclude: { segmentIds: ["seg_press"], listIds: [] },
};
const known: KnownParts = {
  segments: new Map([
    ["seg_vip", vip],
    ["seg_press", press],
  ]),
  audiences: new Map([
    ["aud_friends", friends],
    ["aud_all", { include: noParts, exclude: noParts }],
  ]),
};
const naming = (...audienceIds: string[]) => ({ ...noParts, audienceIds });

test("an audience brings its own exclusions, and can be left out itself", () => {
  const list: Filter = { type: "list", listId: "lst_1" };
  const inside: Filter = {
    type: "and",
    rules: [
      { type: "or", rules: [vip, list] },
      { type: "not", rule: press },
    ],
  };
  const taken = { include: naming("aud_friends"), exclude: noParts };
  expect(audienceFilter(taken, known)).toEqual(inside);
  const leftOut = { include: noParts, exclude: naming("aud_friends") };
  expect(audienceFilter(leftOut, known)).toEqual({ type: "not", rule: inside });
  const segmentIds = segmentIdsOf(taken, known.audiences);
  expect(segmentIds).toEqual(["seg_vip", "seg_press"]);
});

test("an audience that is gone stands for nobody", () => {
  const gone = { include: naming("aud_gone"), exclude: noParts };
  expect(audienceFilter(gone, known)).toEqual({ type: "or", rules: [] });
});

test("nothing chosen is everybody, and so is an audience without a rule", () => {
  const of = (include: ReturnType<typeof naming>) => isEverybody(include, known.audiences);
  expect(of(naming())).toBe(true);
  expect(of(naming("aud_friends", "aud_all"))).toBe(true);
  expect(of(naming("aud_friends"))).toBe(false);
  expect(of(naming("aud_gone"))).toBe(false);
});
