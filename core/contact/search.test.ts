import fc from "fast-check";
import { expect, test } from "vitest";
import { fold } from "./fold.ts";
import { matchesSearch, parseSearch, searchTokensOf } from "./search.ts";

test.for([
  ["José Muñoz", "jose munoz"],
  ["  Yıldız  Çelik ", "yildiz celik"],
  ["STRAẞE Łódź Ærø", "strasse lodz aero"],
] as const)("%s is folded", ([text, folded]) => {
  expect(fold(text)).toBe(folded);
});

const word = fc.stringMatching(/^[a-zéüñA-Z]{3,14}$/);

test("whoever begins to type a name finds it: a token of the query is always a token of the person", () => {
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      fc.nat(),
      (words, at, cut) => {
        const person = { name: words.join(" "), identities: [], tags: [], listIds: [] };
        const chosen = words[at % words.length] ?? "";
        const typed = chosen.slice(0, Math.max(3, 1 + (cut % chosen.length)));
        const query = parseSearch(typed);
        if (!query) throw new Error("Nothing to search");
        const tokens = new Set(searchTokensOf(person));
        expect(query.lookups.every((any) => any.some((token) => tokens.has(token)))).toBe(true);
        expect(matchesSearch(query, person)).toBe(true);
      },
    ),
  );
});

test("a number is found by its end and by its beginning with the country", () => {
  const identities = [{ kind: "phone", value: "+31612345678" }];
  const person = { name: "", identities, tags: [], listIds: [] };
  const tokens = new Set(searchTokensOf(person));
  for (const typed of ["5678", "345678", "06 12 34 56 78", "+31 6 1234", "31612345678"]) {
    const query = parseSearch(typed);
    expect(query?.lookups.every((any) => any.some((token) => tokens.has(token)))).toBe(true);
    expect(query && matchesSearch(query, person)).toBe(true);
  }
});

test("a mail address is found whole, and by how it begins", () => {
  const identities = [{ kind: "email", value: "info.desk@bakkerij.nl" }];
  const person = { name: "Smit", identities, tags: [], listIds: [] };
  const tokens = new Set(searchTokensOf(person));
  for (const typed of ["info.desk@bakkerij.nl", "INFO.desk@bak", "info"]) {
    const query = parseSearch(typed);
    expect(query?.lookups.every((any) => any.some((token) => tokens.has(token)))).toBe(true);
    expect(query && matchesSearch(query, person)).toBe(true);
  }
  const other = parseSearch("info.desk@elsewhere.nl");
  expect(other && matchesSearch(other, person)).toBe(false);
});
