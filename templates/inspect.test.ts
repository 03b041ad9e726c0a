import { expect, test } from "vitest";
import { inspectTemplate } from "./inspect.ts";

function required(source: string): string[] {
  const { variables, problems } = inspectTemplate(source);
  expect(problems).toEqual([]);
  return variables.filter((v) => v.isRequired).map((v) => v.path);
}

test("a plain variable is required, one with a fallback is not", () => {
  expect(required('Hi {{fallback firstName "there"}}, seat {{attributes.seat}}')).toEqual([
    "attributes.seat",
  ]);
});

test("a condition guards the variables it looked at, in both branches", () => {
  expect(required("{{#if firstName}}Hi {{firstName}}{{else}}Hi{{/if}} {{name}}")).toEqual(["name"]);
});

test("inside each, bare paths belong to the item", () => {
  expect(required("{{#each attributes.items}}{{title}} {{../name}}{{/each}}")).toEqual(["name"]);
});

test.for([
  ["an unknown helper", "{{exec name}}", "unknown-helper"],
  ["the log helper", '{{log "a\\nb"}}', "unknown-helper"],
  ["lookup", '{{lookup this "x"}}', "unknown-helper"],
  ["an unknown block", "{{#repeat 9}}x{{/repeat}}", "unknown-helper"],
  ["a triple stash", "{{{name}}}", "forbidden"],
  ["an ampersand stash", "{{&name}}", "forbidden"],
  ["a partial", "{{> footer}}", "forbidden"],
  ["an inline partial", '{{#*inline "a"}}x{{/inline}}', "forbidden"],
  ["the constructor", "{{name.constructor}}", "forbidden"],
  ["the prototype", "{{__proto__.x}}", "forbidden"],
  ["the root frame", "{{@root.env}}", "forbidden"],
  ["a broken tag", "{{#if name", "syntax"],
  ["wrong arguments", "{{money}}", "wrong-arguments"],
  ["17 KB of text", "x".repeat(17 * 1024), "too-large"],
  ["600 variables", "{{a}}".repeat(600), "too-many-nodes"],
  ["30 nested conditions", "{{#if a}}".repeat(30) + "{{/if}}".repeat(30), "too-deep"],
] as const)("%s is refused with its reason", ([, source, kind]) => {
  expect(inspectTemplate(source).problems.map((p) => p.kind)).toContain(kind);
});

test("something that is not text is refused instead of being taken for a parsed template", () => {
  const ast = { type: "Program", body: [{ type: "NumberLiteral", value: "1" }] };
  expect(inspectTemplate(ast as never).problems[0]?.kind).toBe("forbidden");
});
