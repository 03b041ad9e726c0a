/** What one send says about the account's health. */
export type Sample = "good" | "bad" | "broken";

/** Opens for an account whose sends fail in a way that is not the recipients' fault (dispatch.md 2.7). */
export interface Breaker {
  readonly state: "closed" | "open" | "half-open";
  readonly openUntilMs: number;
  readonly openForMs: number;
  readonly badInARow: number;
  /** Of the last minute, oldest first; `bad` of `total` per second slot. */
  readonly slots: readonly Slot[];
}

interface Slot {
  readonly second: number;
  readonly total: number;
  readonly bad: number;
}

const OPEN_FIRST_MS = 30_000;
const OPEN_MAX_MS = 600_000;
const BAD_IN_A_ROW_MAX = 10;
const WATCH_SECONDS = 60;
const SAMPLES_MIN = 50;
const BAD_SHARE_MAX = 0.2;

export const closedBreaker: Breaker = {
  state: "closed",
  openUntilMs: 0,
  openForMs: OPEN_FIRST_MS,
  badInARow: 0,
  slots: [],
};

export type Pass = "go" | "probe" | "no";

/** "probe": one message may go, and what becomes of it decides. */
export function passes(breaker: Breaker, nowMs: number): Pass {
  if (breaker.state === "closed") return "go";
  if (breaker.state === "half-open") return "probe";
  return nowMs >= breaker.openUntilMs ? "probe" : "no";
}

export function record(breaker: Breaker, sample: Sample, nowMs: number): Breaker {
  if (sample === "broken") return opened(breaker, nowMs);
  if (breaker.state !== "closed") {
    return sample === "good" ? closedBreaker : opened(breaker, nowMs);
  }
  const slots = withSample(breaker.slots, sample, Math.floor(nowMs / 1_000));
  const badInARow = sample === "bad" ? breaker.badInARow + 1 : 0;
  const next: Breaker = { ...breaker, slots, badInARow };
  return badInARow >= BAD_IN_A_ROW_MAX || isTooBad(slots) ? opened(next, nowMs) : next;
}

function opened(breaker: Breaker, nowMs: number): Breaker {
  const openForMs =
    breaker.state === "closed" ? OPEN_FIRST_MS : Math.min(OPEN_MAX_MS, breaker.openForMs * 2);
  return { ...closedBreaker, state: "open", openForMs, openUntilMs: nowMs + openForMs };
}

function withSample(slots: readonly Slot[], sample: Sample, second: number): readonly Slot[] {
  const bad = sample === "bad" ? 1 : 0;
  const last = slots.at(-1);
  if (last?.second === second) {
    return [...slots.slice(0, -1), { second, total: last.total + 1, bad: last.bad + bad }];
  }
  const recent = slots.filter((slot) => slot.second > second - WATCH_SECONDS);
  return [...recent, { second, total: 1, bad }];
}

function isTooBad(slots: readonly Slot[]): boolean {
  let total = 0;
  let bad = 0;
  for (const slot of slots) {
    total += slot.total;
    bad += slot.bad;
  }
  return total >= SAMPLES_MIN && bad / total > BAD_SHARE_MAX;
}
