import type { InboundEvent } from "#channels/contract.ts";
import { NOT_ARRIVED } from "#core/delivery/operator.ts";
import { deliveryFacts, type DeliveryFact, type DeliveryState } from "#core/delivery/state.ts";
import {
  clampFuture,
  merge,
  noFacts,
  type Failure,
  type StatusFacts,
} from "#core/delivery/status.ts";
import { providerKey, type DeliveryRow } from "#models/delivery.server.ts";
import type { Counts } from "#models/run-counter.server.ts";

type Status = Extract<InboundEvent, { type: "status" }>;

export interface Evidence {
  readonly accountId: string;
  readonly event: Status;
}

/** What evidence changes about a row, and about its run's totals. */
export interface RowChange {
  readonly row: DeliveryRow;
  readonly set: Record<string, unknown>;
  readonly counts: Counts;
  readonly failure: Failure | null;
  readonly effect: "recipient-gone" | "recipient-opted-out" | null;
}

/**
 * States that mean "we do not know": any receipt proves acceptance and settles them, however late. It
 * overrules a member who said that the message did not arrive, too.
 */
const doubtful: ReadonlySet<DeliveryState> = new Set(["uncertain", "unknown"]);

function isOpen({ state, reason }: Pick<DeliveryRow, "state" | "reason">): boolean {
  return doubtful.has(state) || (state === "cancelled" && reason === NOT_ARRIVED);
}

/** null = nothing new. */
export function changeOf(
  row: DeliveryRow,
  evidence: readonly Evidence[],
  now: Date,
  known: StatusFacts["facts"] = {},
): RowChange | null {
  const before: StatusFacts = { facts: row.facts, failure: row.failure };
  let after = merge(before, { facts: known, failure: null });
  for (const { event } of evidence) after = merge(after, factsOf(event, now));
  const set: Record<string, unknown> = {};
  const counts: Counts = {};
  settle(row, evidence, set, counts);
  for (const fact of deliveryFacts) noteFact(fact, before, after, set, counts);
  if (after.failure && !sameFailure(before.failure, after.failure)) {
    set["failure"] = after.failure;
    if (!before.failure) counts["bounced"] = 1;
  }
  if (Object.keys(set).length === 0) return null;
  const effect = evidence.find((one) => one.event.effect)?.event.effect ?? null;
  return { row, set, counts, failure: after.failure, effect };
}

function settle(
  row: DeliveryRow,
  evidence: readonly Evidence[],
  set: Record<string, unknown>,
  counts: Counts,
): void {
  const named = evidence.find((one) => one.event.externalId);
  if (named && row.providerId === undefined && row.state !== "accepted") {
    set["providerId"] = providerKey(row.accountId, named.event.externalId ?? "");
  }
  if (evidence.length === 0 || !isOpen(row)) return;
  set["state"] = "accepted";
  set["reason"] = null;
  counts[row.state] = -1;
  counts["accepted"] = 1;
}

function noteFact(
  fact: DeliveryFact,
  before: StatusFacts,
  after: StatusFacts,
  set: Record<string, unknown>,
  counts: Counts,
): void {
  const at = after.facts[fact];
  if (!at || before.facts[fact]?.getTime() === at.getTime()) return;
  set[`facts.${fact}`] = at;
  if (!before.facts[fact]) counts[fact] = 1;
}

function sameFailure(a: Failure | null, b: Failure): boolean {
  return a !== null && a.code === b.code && a.at.getTime() === b.at.getTime();
}

function factsOf(event: Status, now: Date): StatusFacts {
  const at = clampFuture(event.at, now);
  switch (event.status) {
    case "accepted":
      return noFacts;
    case "failed": {
      const { code, detail } = event.failure ?? { code: "failed", detail: "" };
      return { facts: {}, failure: { code, detail, at } };
    }
    case "sent":
    case "delivered":
    case "read":
      return { facts: { [event.status]: at }, failure: null };
  }
}
