import { expect, test } from "vitest";
import { parsePaneWidths } from "./pane-widths.ts";

test.for([
  ["as they were left", "360.280", { list: 360, person: 280 }],
  ["never moved", "", { list: 340, person: 300 }],
  ["wider than a pane may be", "9000.100", { list: 520, person: 240 }],
  ["written by somebody else", "<b>.1e9", { list: 340, person: 300 }],
] as const)("%s", ([, text, widths]) => {
  expect(parsePaneWidths(text)).toEqual(widths);
});
