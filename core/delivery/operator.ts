import type { DeliveryState } from "./state.ts";

/** What a member may say about a message of which no machine knows enough. */
export const operatorDecisions = ["arrived", "not-arrived", "resend"] as const;
export type OperatorDecision = (typeof operatorDecisions)[number];

/** Reason of a row that a member closed: the provider's later word still overrules it. */
export const NOT_ARRIVED = "not-arrived";

/** Failures that ended for want of tries: nothing says that the address or the content is bad. */
const deadReasons: readonly (string | null)[] = ["unavailable", "poison"];

interface Standing {
  readonly state: DeliveryState;
  readonly reason: string | null;
}

/**
 * The operator's edges of the delivery's state machine. Uncertain and unknown may be settled either
 * way or sent again knowingly; what ran out of tries may be sent again; nothing else moves by hand.
 */
export function mayDecide({ state, reason }: Standing, decision: OperatorDecision): boolean {
  const isDoubtful = state === "uncertain" || state === "unknown";
  const isDead = state === "failed" && deadReasons.includes(reason);
  return decision === "resend" ? isDoubtful || isDead : isDoubtful;
}

/** States a member may find something to decide in, for filters and links. */
export const decidableStates = ["uncertain", "unknown", "failed"] as const;
