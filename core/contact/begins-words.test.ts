import { expect, test } from "vitest";
import { beginsWords } from "./begins-words.ts";

test.for([
  ["Spring offer", "spr", true],
  ["Spring offer", "OFF spring", true],
  ["Één aanbod voor Zoë", "een zoe", true],
  ["Spring offer", "pring", false],
  ["Spring offer", "spring sale", false],
  ["Spring offer", "", true],
  ["", "spring", false],
] as const)("%o is found by %o: %o", ([name, query, isFound]) => {
  expect(beginsWords(name, query)).toBe(isFound);
});
