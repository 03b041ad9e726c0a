import { expect, test } from "vitest";
import en from "./en/index.ts";
import nl from "./nl/index.ts";

type Tree = { readonly [key: string]: string | Tree };

function flat(tree: Tree, prefix = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`),
  );
}

const english = new Map(flat(en));
const dutch = new Map(flat(nl));

test("both languages have the same keys and no empty words", () => {
  expect([...dutch.keys()].toSorted()).toEqual([...english.keys()].toSorted());
  expect([...english, ...dutch].filter(([, words]) => words.trim() === "")).toEqual([]);
});

test("a translation fills in the same values as the English words", () => {
  const holes = (words: string) => (words.match(/\{\{\s*[\w.]+/g) ?? []).toSorted();
  const different = [...english].filter(([key, words]) => {
    const there = holes(dutch.get(key) ?? "").filter((hole) => !hole.includes("count"));
    const here = holes(words).filter((hole) => !hole.includes("count"));
    return String(there) !== String(here);
  });
  expect(different).toEqual([]);
});

test("every plural has its general form", () => {
  const missing = [...english.keys()]
    .filter((key) => key.endsWith("_one"))
    .filter((key) => !english.has(key.replace(/_one$/, "_other")));
  expect(missing).toEqual([]);
});
