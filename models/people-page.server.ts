import {
  matchesSearch,
  parseSearch,
  tagToken,
  listToken,
  type SearchQuery,
} from "#core/contact/search.ts";
import { findContactWindow, lastOrdinal, type ContactRow } from "./contact.server.ts";

export interface PeopleQuery {
  readonly workspaceId: string;
  readonly query?: string | undefined;
  readonly tag?: string | undefined;
  readonly listId?: string | undefined;
  /** What indexes do not know, asked of each person read. */
  readonly isWanted?: ((person: ContactRow) => boolean) | undefined;
  readonly limit: number;
  /** Only people with a lower ordinal: `next` of the page before. */
  readonly before?: number | undefined;
}

export interface PeoplePage {
  /** Newest first. */
  readonly people: ContactRow[];
  /** Hand back as `before` for the page after; null = that was everybody. */
  readonly next: number | null;
}

// Someone who asks for a rare thing waits no longer than this many people take to read; the page
// then offers to go on from there.
const READ_MAX = 2_500;
const TOKEN_SPAN = 1_000;
const SPAN_GROWTH_MIN = 4;
const SPAN_GROWTH_MAX = 16;
/** Windows are a little wider than the people found so far would need. */
const SPAN_MARGIN = 1.5;

/** A page of people, newest first, read in windows that widen until it is full. */
export async function findPeoplePage(query: PeopleQuery): Promise<PeoplePage> {
  const { workspaceId, limit } = query;
  const search = query.query ? parseSearch(query.query) : null;
  if (search === null && query.query?.trim()) return { people: [], next: null };
  const tokens = tokensOf(query, search);
  let to = Math.min(query.before ?? Infinity, (await lastOrdinal(workspaceId)) + 1) - 1;
  let span = tokens.length > 0 ? TOKEN_SPAN : limit + 1;
  let read = 0;
  const people: ContactRow[] = [];
  while (to > 0 && people.length <= limit && read < READ_MAX) {
    const from = Math.max(1, to - span + 1);
    const rows = await readWindow(workspaceId, from, to, tokens);
    read += rows.length;
    people.push(...rows.filter((row) => isMatch(row, query, search)));
    to = from - 1;
    // A common word fills the page soon, a rare one is looked for in few steps.
    const growth = ((limit + 1) / Math.max(1, people.length || read)) * SPAN_MARGIN;
    span *= Math.min(SPAN_GROWTH_MAX, Math.max(SPAN_GROWTH_MIN, growth));
    span = Math.min(Math.ceil(span), tokens.length > 0 ? Infinity : 2_000);
  }
  const page = people.slice(0, limit);
  const last = page.at(-1);
  if (people.length > limit && last) return { people: page, next: last.ordinal };
  return { people: page, next: to > 0 ? to + 1 : null };
}

/** The rarest token first; the others are checked in code. Several = any of them. */
function tokensOf(query: PeopleQuery, search: SearchQuery | null): readonly string[] {
  const [longest] = [...(search?.lookups ?? [])].sort(
    (a, b) => (b[0]?.length ?? 0) - (a[0]?.length ?? 0),
  );
  if (longest) return longest;
  if (query.tag) return [tagToken(query.tag)];
  return query.listId ? [listToken(query.listId)] : [];
}

async function readWindow(
  workspaceId: string,
  from: number,
  to: number,
  tokens: readonly string[],
): Promise<ContactRow[]> {
  const windows =
    tokens.length === 0
      ? [{ workspaceId, from, to }]
      : tokens.map((token) => ({ workspaceId, from, to, token }));
  const found = (await Promise.all(windows.map(findContactWindow))).flat();
  const unique = new Map(found.map((row) => [row._id, row]));
  return [...unique.values()].sort((a, b) => b.ordinal - a.ordinal);
}

function isMatch(row: ContactRow, query: PeopleQuery, search: SearchQuery | null): boolean {
  if (search !== null && !matchesSearch(search, row)) return false;
  if (query.tag && !row.searchTokens.includes(tagToken(query.tag))) return false;
  if (query.listId && !row.listIds.includes(query.listId)) return false;
  return query.isWanted?.(row) ?? true;
}
