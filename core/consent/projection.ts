import type { Purpose } from "../message/message.ts";
import type { Consent, ConsentKind } from "./state.ts";

/** The fields of a ledger line that current consent follows from. */
export interface ConsentFact {
  readonly eventId: string;
  readonly channel: string;
  readonly purpose: Purpose;
  readonly kind: ConsentKind;
  readonly source: string;
  readonly at: Date;
}

/**
 * The last line wins, except after a no, which is the promise of the product: only the person's own yes
 * ends it. A grant declared for a whole file does not, and neither does a form that somebody filled in
 * with this address but never confirmed.
 */
export function applyConsent(consents: readonly Consent[], fact: ConsentFact): Consent[] {
  const index = consents.findIndex((row) => isSame(row, fact));
  const current = consents[index];
  if (current !== undefined && (isRevival(current, fact) || isShortOfYes(current, fact))) {
    return [...consents];
  }
  const next: Consent = {
    channel: fact.channel,
    purpose: fact.purpose,
    state: fact.kind,
    at: fact.at,
    eventId: fact.eventId,
  };
  if (index < 0) return [...consents, next];
  return consents.map((row, position) => (position === index ? next : row));
}

/** `facts` in the order of the chain. */
export function projectConsents(facts: readonly ConsentFact[]): Consent[] {
  return facts.reduce<Consent[]>((consents, fact) => applyConsent(consents, fact), []);
}

export function isRevival(
  current: Pick<Consent, "state">,
  fact: Pick<ConsentFact, "kind" | "source">,
): boolean {
  const isFromFile = fact.source === "import" || fact.source === "import-undo";
  if (!isFromFile) return false;
  // Pending is a question somebody still has to answer, perhaps "was that an opt-out?".
  if (current.state === "pending") return fact.kind === "granted";
  return current.state === "withdrawn" && fact.kind !== "withdrawn";
}

function isShortOfYes(current: Consent, fact: ConsentFact): boolean {
  return current.state === "withdrawn" && (fact.kind === "pending" || fact.kind === "expired");
}

function isSame(row: Consent, fact: ConsentFact): boolean {
  return row.channel === fact.channel && row.purpose === fact.purpose;
}
