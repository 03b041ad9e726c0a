import { SegmentedMessage } from "sms-segments-calculator";
import fc from "fast-check";
import { expect, test } from "vitest";
import { propertyRuns } from "#tests/setup/property-runs.ts";
import { countSegments, toGsmLookAlikes } from "./segments.ts";

const many = (character: string, times: number) => character.repeat(times);

test.for([
  ["", "GSM-7", 0, 0],
  [many("a", 160), "GSM-7", 160, 1],
  [many("a", 161), "GSM-7", 161, 2],
  [many("a", 306), "GSM-7", 306, 2],
  [many("a", 307), "GSM-7", 307, 3],
  ["€" + many("a", 158), "GSM-7", 160, 1],
  ["€" + many("a", 159), "GSM-7", 161, 2],
  // An escape pair never straddles a border: 306 septets, yet three segments.
  [many("a", 152) + "€" + many("a", 152), "GSM-7", 306, 3],
  [many("Á", 70), "UCS-2", 70, 1],
  [many("Á", 71), "UCS-2", 71, 2],
  [many("Á", 134), "UCS-2", 134, 2],
  [many("Á", 135), "UCS-2", 135, 3],
  [many("я", 66) + "😀" + many("я", 66), "UCS-2", 134, 3],
  ["😜" + many("x", 68), "UCS-2", 70, 1],
  ["😜" + many("x", 69), "UCS-2", 71, 2],
  ["it’s", "UCS-2", 4, 1],
  ["ç", "UCS-2", 1, 1],
  ["Ç", "GSM-7", 1, 1],
  ["a\r\nb", "GSM-7", 3, 1],
] as const)("%s is counted as the network counts", ([text, encoding, units, segments]) => {
  expect(countSegments(text)).toMatchObject({ encoding, units, segments });
});

test("units left are those of the last segment", () => {
  expect(countSegments("Hello").unitsLeft).toBe(155);
  expect(countSegments(many("a", 161)).unitsLeft).toBe(145);
  expect(countSegments("Zoë").unitsLeft).toBe(67);
  expect(countSegments(many("Á", 71)).unitsLeft).toBe(63);
});

test("the characters that switched the encoding are named once, in order, with a way back", () => {
  expect(countSegments("Tea – at Chloë’s, it’s ready").switchers).toEqual([
    { character: "–", index: 4, count: 1, replacement: "-" },
    { character: "ë", index: 13, count: 1, replacement: null },
    { character: "’", index: 14, count: 2, replacement: "'" },
  ]);
});

test("extension characters are named because each costs two", () => {
  expect(countSegments("[€5] or {€6}").doubled).toEqual(["[", "€", "]", "{", "}"]);
});

test("look-alikes bring a text back to GSM-7 without touching names", () => {
  expect(toGsmLookAlikes("“Tea” – at 5… Zoë")).toBe('"Tea" - at 5... Zoë');
  expect(countSegments(toGsmLookAlikes("“Tea” – at 5…")).encoding).toBe("GSM-7");
});

test("the short way for plain text agrees with the library", () => {
  const plain = fc.string({
    unit: fc.constantFrom(..."abcXYZ 0123456789.,!?@£éùèñ\n"),
    maxLength: 700,
  });
  fc.assert(
    fc.property(plain, (text) => {
      const counted = countSegments(text);
      const expected = new SegmentedMessage(text, "auto");
      expect(counted.encoding).toBe(expected.encodingName);
      expect(counted.segments).toBe(text === "" ? 0 : expected.segmentsCount);
    }),
    { numRuns: propertyRuns(60) },
  );
});
