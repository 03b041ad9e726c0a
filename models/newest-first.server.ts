import { DAY_MS, SECOND_MS } from "#core/duration.ts";

export interface NewestPage {
  /** Rows before this instant. */
  readonly before: Date;
  readonly limit: number;
}

export interface NewestHints {
  /** Names the list, so that its next reading starts with the span that was enough this time. */
  readonly list?: string;
  /** How far back the first look goes. */
  readonly firstMs?: number;
}

const FIRST_MS = 40 * SECOND_MS;
/** Longer than anything is kept: from here on, everything. */
const EVERYTHING_MS = 5 * 365 * DAY_MS;
const GROWTH_MIN = 4;
const GROWTH_MAX = 64;
/** Nothing seen yet says little: wider, but not by as much as one dares with rows in hand. */
const GROWTH_BLIND = 16;
const MARGIN = 1.5;

/**
 * The newest rows of a time-indexed list. A server that sorts in memory would read everything that
 * matches; so the window of time starts small and grows, by how much was found in it, until the page
 * is full. `read` gets one range [from, to) of the sort key and returns every row in it, in any order.
 */
export async function newestFirst<Row>(
  { before, limit }: NewestPage,
  timeOf: (row: Row) => Date,
  read: (from: Date, to: Date) => Promise<Row[]>,
  { list, firstMs = FIRST_MS }: NewestHints = {},
): Promise<Row[]> {
  const known = list === undefined ? undefined : enough.get(list);
  const found: Row[] = [];
  let to = before;
  for (let span = known?.spanMs ?? firstMs; ;) {
    const isAll = span >= EVERYTHING_MS;
    const from = isAll ? new Date(0) : new Date(before.getTime() - span);
    // Only the part not read yet: no row is fetched twice.
    const rows = await read(from, to);
    rows.sort((a, b) => timeOf(b).getTime() - timeOf(a).getTime());
    found.push(...rows);
    if (isAll || found.length >= limit) break;
    to = from;
    span = known?.isAll === true ? EVERYTHING_MS : wider(span, found.length / limit);
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  if (list !== undefined && last) {
    remember(list, (before.getTime() - timeOf(last).getTime()) * MARGIN, found.length < limit);
  }
  return page;
}

/** `full` is the part of the page that was found so far. */
function wider(span: number, full: number): number {
  const growth = full === 0 ? GROWTH_BLIND : MARGIN / full;
  return span * Math.min(GROWTH_MAX, Math.max(GROWTH_MIN, growth));
}

/** The span that filled a list's page lately; with `isAll`, the span of all that it has. */
const enough = new Map<string, { readonly spanMs: number; readonly isAll: boolean }>();
const LISTS_MAX = 1_000;

/** Only where to start: whatever it says, the same rows are found. */
function remember(list: string, spanMs: number, isAll: boolean): void {
  enough.delete(list);
  enough.set(list, { spanMs: Math.max(FIRST_MS, spanMs), isAll });
  const [oldest] = enough.keys();
  if (enough.size > LISTS_MAX && oldest !== undefined) enough.delete(oldest);
}
