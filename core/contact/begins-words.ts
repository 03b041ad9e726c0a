import { foldedWords } from "./fold.ts";

/** Does every word of the query begin a word of the name? Folded on both sides; no query suits all. */
export function beginsWords(name: string, query: string): boolean {
  const own = foldedWords(name);
  return foldedWords(query).every((word) => own.some((candidate) => candidate.startsWith(word)));
}
