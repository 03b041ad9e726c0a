import { DAY_MS, SECOND_MS } from "#core/duration.ts";

/** Each window is four times the one before: ten seconds … five years, then everything. */
const WINDOWS_MS = [
  10, 40, 160, 640, 2_560, 10_240, 40_960, 163_840, 655_360, 2_621_440, 10_485_760,
]
  .map((seconds) => seconds * SECOND_MS)
  .concat([5 * 365 * DAY_MS]);

export interface NewestPage {
  /** Rows before this instant. */
  readonly before: Date;
  readonly limit: number;
}

/**
 * The newest rows of a time-indexed list. A server that sorts in memory would read everything that
 * matches; so the window of time starts small and grows until the page is full. `read` gets one
 * range [from, to) of the sort key and returns every row in it, in any order.
 */
export async function newestFirst<Row>(
  page: NewestPage,
  timeOf: (row: Row) => Date,
  read: (from: Date, to: Date) => Promise<Row[]>,
): Promise<Row[]> {
  const found: Row[] = [];
  let to = page.before;
  for (const window of WINDOWS_MS) {
    const from = new Date(page.before.getTime() - window);
    // Only the part not read yet: no row is fetched twice.
    const rows = await read(from, to);
    rows.sort((a, b) => timeOf(b).getTime() - timeOf(a).getTime());
    found.push(...rows);
    if (found.length >= page.limit) break;
    to = from;
  }
  return found.slice(0, page.limit);
}
