import { expect, test } from "vitest";
import { slotMismatch } from "./slots.ts";

const provider = { name: "offer", language: "en", headerMedia: null, buttons: [] };

test.for([
  ["as many as filled", "Hi {{1}}, {{2}} is in", ["a", "b"], null],
  ["one used twice", "Hi {{1}}, yes {{ 1 }}!", ["a"], null],
  ["named ones", "Hi {{first_name}}, {{item}} is in", ["a", "b"], null],
  ["one more than filled", "Hi {{1}}, {{2}} is in", ["a"], { wanted: 2, given: 1 }],
  ["none, one filled", "Hi there", ["a"], { wanted: 0, given: 1 }],
  ["not known", "  ", ["a"], null],
] as const)("slots of the approved text: %s", ([, approvedText, body, expected]) => {
  expect(slotMismatch({ ...provider, approvedText, body })).toEqual(expected);
});

test("without an approved text nothing is claimed", () => {
  expect(slotMismatch({ ...provider, body: ["a"] })).toBeNull();
});
