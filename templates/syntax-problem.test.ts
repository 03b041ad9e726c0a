import { expect, test } from "vitest";
import { inspectTemplate } from "./inspect.ts";

const mistakes = [
  ["a block that is never closed", "Hi\n{{#if name}}x", "block-open", "{{#if}}", 2],
  ["the innermost of two open blocks", "{{#if a}}\n{{#each b}}", "block-open", "{{#each}}", 2],
  ["an end without a beginning", "Hi {{name}}{{/if}}", "block-stray", "{{/if}}", 1],
  ["blocks that cross", "{{#if a}}x{{/each}}", "block-crossed", "{{#if}} {{/each}}", 1],
  ["a tag that is not closed", "Hi {{name", "syntax", "{{name", 1],
  ["a tag closed by half", "Hi\n\nyou {{name} there", "syntax", "{{name} there", 3],
  ["a tag without a name", "Hi {{}}", "syntax", "{{}}", 1],
] as const;

test.each(mistakes)("%s is told by its own tag", (_, source, kind, detail, line) => {
  expect(inspectTemplate(source)).toEqual({ problems: [{ kind, detail, line }], variables: [] });
});

test("no mistake is told in the parser's tokens", () => {
  for (const [, source] of mistakes) {
    expect(JSON.stringify(inspectTemplate(source).problems)).not.toMatch(/EOF|OPEN_|CLOSE|INVALID/);
  }
});
