import { fold, foldedWords } from "./fold.ts";

/**
 * Our own search index: a person carries the folded words' beginnings of a few lengths, a query is
 * cut to the nearest length and looked up by equality, and the rest is checked in code. Each token
 * costs an import as much as an index: no other length is ever looked up, so none is written.
 */
const prefixLengths = [8, 5, 3] as const;
const PREFIX_MIN = 3;
/** A longer query than this says nothing more about whom is meant. */
const QUERY_WORDS_MAX = 6;
const DIGITS_HEAD = 6;
/** One of ten thousand numbers: a longer end leaves as good as nothing more to check. */
const DIGITS_TAIL = 4;

export interface Searchable {
  readonly name: string;
  readonly identities: readonly { readonly kind: string; readonly value: string }[];
  readonly tags: readonly string[];
  readonly listIds: readonly string[];
}

export function searchTokensOf(person: Searchable): string[] {
  const tokens = new Set<string>();
  for (const word of foldedWords(person.name)) addWord(tokens, word);
  for (const identity of person.identities) addIdentity(tokens, identity);
  for (const tag of person.tags) tokens.add(tagToken(tag));
  for (const listId of person.listIds) tokens.add(listToken(listId));
  return [...tokens];
}

/** Words with their prefixes, for other searchable rows (conversations). */
export function wordTokens(text: string): string[] {
  const tokens = new Set<string>();
  for (const word of foldedWords(text)) addWord(tokens, word);
  return [...tokens];
}

export function tagToken(tag: string): string {
  return `tag:${fold(tag)}`;
}

export function listToken(listId: string): string {
  return `list:${listId}`;
}

function addWord(tokens: Set<string>, word: string): void {
  if (word.length < PREFIX_MIN) tokens.add(word);
  for (const length of prefixLengths) if (word.length >= length) tokens.add(word.slice(0, length));
}

function addIdentity(tokens: Set<string>, identity: { kind: string; value: string }): void {
  if (identity.kind === "phone") {
    const digits = identity.value.replace(/\D/g, "");
    tokens.add(`#${digits.slice(-DIGITS_TAIL)}`).add(`+${digits.slice(0, DIGITS_HEAD)}`);
    return;
  }
  if (identity.kind === "email") {
    // Domains are shared by too many to be worth an entry: a mail address is found by its beginning.
    const [local = ""] = identity.value.split("@");
    for (const word of foldedWords(local)) addWord(tokens, word);
    return;
  }
  if (!/^\d+$/.test(identity.value)) addWord(tokens, fold(identity.value));
}

export interface SearchQuery {
  /** Every one of these sets must be met by at least one of its tokens. */
  readonly lookups: readonly (readonly string[])[];
  /** Folded words and digit runs, for the exact check. */
  readonly words: readonly string[];
  readonly digits: string | null;
}

/** null = nothing to search for. */
export function parseSearch(text: string): SearchQuery | null {
  const digits = digitsOf(text);
  if (digits !== null) return { lookups: [digitTokens(digits)], words: [], digits };
  const words = foldedWords(text).slice(0, QUERY_WORDS_MAX);
  const [local = ""] = text.split("@");
  const looked = text.includes("@") ? foldedWords(local).slice(0, QUERY_WORDS_MAX) : words;
  if (looked.length === 0) return null;
  return { lookups: looked.map((word) => [cutToToken(word)]), words, digits: null };
}

/** A phone number or its end; leading zeros and country signs are not part of what is compared. */
function digitsOf(text: string): string | null {
  if (!/^[\s+().\-/\d]+$/.test(text)) return null;
  const digits = text.replace(/\D/g, "").replace(/^0+/, "");
  return digits.length >= DIGITS_TAIL ? digits : null;
}

function digitTokens(digits: string): string[] {
  const tokens = [`#${digits.slice(-DIGITS_TAIL)}`];
  if (digits.length >= DIGITS_HEAD) tokens.push(`+${digits.slice(0, DIGITS_HEAD)}`);
  return tokens;
}

function cutToToken(word: string): string {
  for (const length of prefixLengths) if (word.length >= length) return word.slice(0, length);
  return word;
}

/** The check after the look-up: does every word begin a word of this person? */
export function matchesSearch(query: SearchQuery, person: Searchable): boolean {
  if (query.digits !== null) {
    const { digits } = query;
    return person.identities.some((identity) => {
      const own = identity.value.replace(/\D/g, "");
      return own.startsWith(digits) || own.endsWith(digits);
    });
  }
  const own = [
    ...foldedWords(person.name),
    ...person.identities.flatMap((identity) => foldedWords(identity.value)),
  ];
  return query.words.every((word) => own.some((candidate) => candidate.startsWith(word)));
}
