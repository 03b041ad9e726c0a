import fc from "fast-check";
import { expect, test } from "vitest";
import { propertyRuns } from "#tests/setup/property-runs.ts";
import { safeRedirect } from "./paths.ts";

test.for([
  ["/inbox?view=mine#top", "/inbox?view=mine#top"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["/.//evil.example", "/"],
  ["/\t/evil.example", "/"],
  ["https://evil.example", "/"],
  ["javascript:alert(1)", "/"],
  ["", "/"],
  [null, "/"],
] as const)("%s leads to %s", ([to, expected]) => {
  expect(safeRedirect(to)).toBe(expected);
});

test("no string leads to another site", () => {
  const parts = fc.constantFrom(
    "/",
    "\\",
    ":",
    "@",
    "%",
    "\t",
    "\n",
    "//",
    ".",
    "evil.example",
    "a",
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 8 }), (pieces) => {
      const to = safeRedirect(pieces.join(""));
      expect(new URL(to, "https://antiphon.test").origin).toBe("https://antiphon.test");
    }),
    { numRuns: propertyRuns(2_000) },
  );
});
