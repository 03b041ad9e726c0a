import { deliveryFacts, type DeliveryFact, type DeliveryState } from "./state.ts";

export interface Failure {
  readonly code: string;
  readonly detail: string;
  readonly at: Date;
}

/** What providers told us after acceptance. Merging is a lattice join: any order, any repeats, one result. */
export interface StatusFacts {
  readonly facts: Readonly<Partial<Record<DeliveryFact, Date>>>;
  readonly failure: Failure | null;
}

export const noFacts: StatusFacts = { facts: {}, failure: null };

/** Idempotent, commutative, associative: the earliest instant of each fact wins. */
export function merge(a: StatusFacts, b: StatusFacts): StatusFacts {
  const facts: Partial<Record<DeliveryFact, Date>> = {};
  for (const fact of deliveryFacts) {
    const at = earliest(a.facts[fact], b.facts[fact]);
    if (at) facts[fact] = at;
  }
  return { facts, failure: earlierFailure(a.failure, b.failure) };
}

function earliest(a: Date | undefined, b: Date | undefined): Date | undefined {
  if (!a || !b) return a ?? b;
  return a <= b ? a : b;
}

function earlierFailure(a: Failure | null, b: Failure | null): Failure | null {
  if (!a || !b) return a ?? b;
  return compareFailures(a, b) <= 0 ? a : b;
}

/** A total order, or two failures of the same second would depend on who came first. */
function compareFailures(a: Failure, b: Failure): number {
  return (
    a.at.getTime() - b.at.getTime() ||
    compareText(a.code, b.code) ||
    compareText(a.detail, b.detail)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Providers' clocks run ahead: a fact from the future is held to five minutes from now. */
export function clampFuture(at: Date, now: Date): Date {
  const limit = now.getTime() + 5 * 60_000;
  return at.getTime() > limit ? new Date(limit) : at;
}

export type ShownStatus = DeliveryState | DeliveryFact | "bounced";

/**
 * The one word for a row. A failure reported for a message that was also delivered (the parts of a
 * long text can differ) does not hide the delivery.
 */
export function shownStatus(row: StatusFacts & { readonly state: DeliveryState }): ShownStatus {
  if (row.state !== "accepted") return row.state;
  const { facts } = row;
  if (facts.replied) return "replied";
  if (facts.clicked) return "clicked";
  if (facts.read) return "read";
  if (facts.delivered) return "delivered";
  if (row.failure) return "bounced";
  return facts.sent ? "sent" : "accepted";
}
