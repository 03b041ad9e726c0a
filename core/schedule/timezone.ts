import { DateTime, IANAZone } from "luxon";
import { MINUTE_MS } from "../duration.ts";

/** A wall time as a clock on the wall of `zone` shows it, to the minute: "2026-12-01T09:00". */
export interface WallTime {
  readonly localTime: string;
  readonly zone: string;
}

/** What a wall time means. Twice a year a clock skips an hour or shows one twice. */
export type WallReading =
  | { readonly kind: "exact"; readonly at: Date }
  /** Clocks jump over it: `at` is the first instant after the gap, `shownAs` how the clock reads then. */
  | { readonly kind: "missing"; readonly at: Date; readonly shownAs: string }
  /** Clocks show it twice: `at` is the first time, `again` the second. */
  | { readonly kind: "ambiguous"; readonly at: Date; readonly again: Date }
  | { readonly kind: "unreadable" };

const LOCAL_FORMAT = "yyyy-MM-dd'T'HH:mm";
/** The longest jump on record: Samoa left out a whole day in 2011. */
const LONGEST_GAP_MS = 25 * 60 * MINUTE_MS;

export function isZone(zone: string): boolean {
  return IANAZone.isValidZone(zone);
}

export function readWallTime({ localTime, zone }: WallTime): WallReading {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(localTime) || !isZone(zone)) {
    return { kind: "unreadable" };
  }
  const read = DateTime.fromISO(localTime, { zone });
  if (!read.isValid) return { kind: "unreadable" };
  if (read.toFormat(LOCAL_FORMAT) !== localTime) return afterGap(read);
  const candidates = read.getPossibleOffsets().map((one) => one.toMillis());
  const [first, second] = candidates.sort((a, b) => a - b);
  if (first !== undefined && second !== undefined) {
    return { kind: "ambiguous", at: new Date(first), again: new Date(second) };
  }
  return { kind: "exact", at: read.toJSDate() };
}

/** How a clock in `zone` reads at an instant: the form `readWallTime` takes. */
export function wallTimeOf(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toFormat(LOCAL_FORMAT);
}

/** The minute the offset changes, searched between before the gap and the shifted reading. */
function afterGap(shifted: DateTime): WallReading {
  let before = Math.floor((shifted.toMillis() - LONGEST_GAP_MS) / MINUTE_MS);
  let after = Math.floor(shifted.toMillis() / MINUTE_MS);
  const offsetAt = (minute: number): number =>
    DateTime.fromMillis(minute * MINUTE_MS, { zone: shifted.zone }).offset;
  const offset = offsetAt(after);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === offset) after = middle;
    else before = middle;
  }
  const first = DateTime.fromMillis(after * MINUTE_MS, { zone: shifted.zone });
  return { kind: "missing", at: first.toJSDate(), shownAs: first.toFormat(LOCAL_FORMAT) };
}
