import type { Desk } from "./desk.ts";
import type { SimAccount, SimAnswer } from "./provider.ts";

export const faultKinds = [
  "throttle",
  "error-before",
  "error-after",
  "timeout",
  "reset-before",
  "reset-after",
  "malformed",
  "empty",
  "slow",
  "expired-token",
  "invalid-number",
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly faultId: string;
  readonly accountId: string;
  readonly kind: FaultKind;
  /** How many more sends it hits; null = until cleared. */
  readonly timesLeft: number | null;
  /** Of the sends it could hit, which share: 0 to 1. */
  readonly share: number;
  /** Only sends to this address. */
  readonly to: string | null;
  readonly retryAfterS: number;
}

/** Small seeded generator (mulberry32), so that a run with faults can be repeated. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class Faults {
  #faults: Fault[] = [];
  #roll: () => number;
  #count = 0;

  constructor(seed: number) {
    this.#roll = seeded(seed);
  }

  reseed(seed: number): void {
    this.#roll = seeded(seed);
  }

  add(fault: Omit<Fault, "faultId">): Fault {
    this.#count += 1;
    const added = { faultId: `flt_${this.#count}`, ...fault };
    this.#faults.push(added);
    return added;
  }

  list(): readonly Fault[] {
    return this.#faults;
  }

  clear(accountId: string | null): void {
    this.#faults = this.#faults.filter((fault) => accountId && fault.accountId !== accountId);
  }

  /** The first fault that hits this send; uses one of its times up. */
  take(accountId: string, to: string): Fault | null {
    const hit = this.#faults.find(
      (fault) =>
        fault.accountId === accountId &&
        (fault.to === null || fault.to === to) &&
        (fault.share >= 1 || this.#roll() < fault.share),
    );
    if (!hit) return null;
    if (hit.timesLeft !== null) {
      const left = hit.timesLeft - 1;
      this.#faults = this.#faults
        .map((fault) => (fault === hit ? { ...fault, timesLeft: left } : fault))
        .filter((fault) => fault.timesLeft !== 0);
    }
    return hit;
  }
}

/** A provider's own words for what can go wrong. */
export interface Dialect {
  throttled(retryAfterS: number): SimAnswer;
  serverError(): SimAnswer;
  expiredToken(): SimAnswer;
  invalidNumber(): SimAnswer;
}

const htmlPage: SimAnswer = {
  kind: "answer",
  status: 200,
  headers: { "content-type": "text/html" },
  body: "<html><body><h1>Please wait while we check your browser</h1></body></html>",
};
const emptyPage: SimAnswer = { kind: "answer", status: 200, body: "" };

/** Faults that keep the message from being taken. */
const before: Partial<Record<FaultKind, (dialect: Dialect, fault: Fault) => SimAnswer>> = {
  throttle: (dialect, { retryAfterS }) => dialect.throttled(retryAfterS),
  "expired-token": (dialect) => dialect.expiredToken(),
  "invalid-number": (dialect) => dialect.invalidNumber(),
  "error-before": (dialect) => dialect.serverError(),
  "reset-before": () => ({ kind: "reset" }),
};

/** Faults that spoil the answer to a message that was taken. */
const after: Partial<Record<FaultKind, (answer: SimAnswer, dialect: Dialect) => SimAnswer>> = {
  "error-after": (_answer, dialect) => dialect.serverError(),
  timeout: () => ({ kind: "hang" }),
  "reset-after": () => ({ kind: "reset" }),
  malformed: () => htmlPage,
  empty: () => emptyPage,
  slow: (answer) => (answer.kind === "answer" ? { ...answer, overMs: 3_000 } : answer),
};

/**
 * Runs one send through the faults injected for its account: `accept` takes the message
 * and answers as the provider does when all is well.
 */
export async function withFaults(
  desk: Desk,
  send: { readonly account: SimAccount; readonly to: string },
  dialect: Dialect,
  accept: () => Promise<SimAnswer>,
): Promise<SimAnswer> {
  const fault = desk.faults.take(send.account.accountId, send.to);
  const refuse = fault && before[fault.kind];
  if (refuse) return refuse(dialect, fault);
  const answer = await accept();
  const spoil = fault && after[fault.kind];
  return spoil ? spoil(answer, dialect) : answer;
}
