import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { guardCell } from "#core/import/guard-cell.ts";
import { csvLine } from "#services/csv-line.server.ts";

/** Formula injection: S16 of the security page. */

const anyCell = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc
    .tuple(
      fc.constantFrom("", " ", "\t", "\r", "\n", "\u0000", "\u00a0", " \t\u0007"),
      fc.constantFrom("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"),
      fc.string({ maxLength: 20 }),
    )
    .map((parts) => parts.join("")),
);

test("no cell begins as a formula, whatever a spreadsheet skips before it looks", () => {
  fc.assert(
    fc.property(anyCell, (cell) => {
      const bare = guardCell(cell).replace(/^[\s\p{Cc}]+/u, "");
      const isNumber = /^\+[\d\s().\-/]+$/.test(bare);
      expect(isNumber || !/^[=+\-@\uff0b\uff0d\uff1d\uff20]/.test(bare)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test("a file that is read back holds the same cells, but for the mark", () => {
  fc.assert(
    fc.property(fc.array(anyCell, { minLength: 1, maxLength: 6 }), (cells) => {
      const file = csvLine(cells);
      const options = { record_delimiter: "\r\n", relax_column_count: true };
      const [row = []] = parse(file, options) as string[][];
      expect(row.map((cell, at) => (cells[at] === cell ? cell : cell.replace(/^'/, "")))).toEqual(
        cells,
      );
    }),
    { numRuns: 500 },
  );
});

test.for([
  ["=1+1", "'=1+1"],
  ["  =cmd|' /C calc'!A0", "'  =cmd|' /C calc'!A0"],
  ["\t@SUM(A1)", "'\t@SUM(A1)"],
  ["-2+3", "'-2+3"],
  ["+31 6 1234 5678", "+31 6 1234 5678"],
  ["Anna - Bos", "Anna - Bos"],
  ["", ""],
] as const)("%j is written as %j", ([cell, expected]) => expect(guardCell(cell)).toBe(expected));
