import { expect, test } from "vitest";
import { attributeKey, parseAttribute, type AttributeType } from "./attribute.ts";

const read = (type: AttributeType, text: string) =>
  parseAttribute({ key: "x", type, choices: ["Gold", "Silver"] }, text);

test.for([
  ["number", "1234.5", 1234.5],
  ["number", "1.234,5", 1234.5],
  ["number", "1,234", 1234],
  ["number", "12,5", 12.5],
  ["number", "€ 9", 9],
  ["boolean", "Ja", true],
  ["boolean", "0", false],
  ["choice", "gold", "Gold"],
  ["text", "  x ", "x"],
  ["date", "2026-03-01", new Date("2026-03-01T00:00:00Z")],
  ["date", "01-03-2026", new Date("2026-03-01T00:00:00Z")],
  ["date", "2026-03-01T09:00:00+01:00", new Date("2026-03-01T08:00:00Z")],
  ["number", " ", null],
] as const)("a %s is read from %s", ([type, text, value]) => {
  expect(read(type, text)).toEqual({ ok: true, value });
});

test.for([
  ["number", "twelve", "not-a-number"],
  ["boolean", "perhaps", "not-yes-or-no"],
  ["date", "2026-02-30", "not-a-date"],
  ["date", "yesterday", "not-a-date"],
  ["choice", "Bronze", "not-a-choice"],
] as const)("a %s is not read from %s", ([type, text, error]) => {
  expect(read(type, text)).toMatchObject({ ok: false, error });
});

test("a label becomes a key that is safe in templates and paths", () => {
  expect(attributeKey("Loyalty points (2026)")).toBe("loyaltyPoints2026");
  expect(attributeKey("2nd name")).toBe("a2ndName");
  expect(attributeKey("__proto__")).toBe("proto");
  expect(attributeKey("···")).toBe("");
});
