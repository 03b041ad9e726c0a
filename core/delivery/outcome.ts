import { backoffMs, RETRY_AFTER_MAX_MS } from "./backoff.ts";

/** What became of one send, as a channel reports it (the contract's SendOutcome fits). */
export type Outcome =
  | { readonly kind: "accepted"; readonly externalIds: readonly string[] }
  | {
      readonly kind: "throttled";
      readonly retryAfterMs: number | null;
      readonly code: string;
      readonly detail: string;
    }
  | { readonly kind: "unavailable"; readonly detail: string }
  | { readonly kind: "unknown"; readonly detail: string }
  | {
      readonly kind:
        "rejected" | "window-closed" | "recipient-gone" | "recipient-opted-out" | "account-broken";
      readonly code: string;
      readonly detail: string;
    };

export interface Circumstances {
  /** Attempts that counted before this one. */
  readonly attempts: number;
  readonly ageMs: number;
  /** The channel ignores a repeat under the same key, and the key still lives. */
  readonly isKeyed: boolean;
  /** Uniform in [0, 1). */
  readonly roll: number;
}

export type Decision =
  | { readonly next: "accepted"; readonly providerId: string }
  | {
      readonly next: "retry";
      readonly delayMs: number;
      /** Attempts as the next try finds them. */
      readonly attempts: number;
      readonly effect: "slow-account" | "break-account" | null;
    }
  | {
      readonly next: "failed";
      readonly reason: string;
      readonly detail: string;
      readonly effect: "recipient-gone" | "recipient-opted-out" | null;
    }
  | { readonly next: "expired"; readonly detail: string }
  | { readonly next: "uncertain"; readonly reason: string; readonly detail: string };

export const ATTEMPTS_MAX = 5;
/** How long a planned message is worth sending. */
export const SEND_WINDOW_MS = 24 * 3_600_000;
/** A broken account is looked at again after this; an operator's repair comes sooner. */
const ACCOUNT_REST_MS = 60_000;

/** The table of dispatch.md 2.6: outcome → what happens to the delivery. */
export function decide(outcome: Outcome, at: Circumstances): Decision {
  switch (outcome.kind) {
    case "accepted":
      return accepted(outcome.externalIds);
    case "throttled":
      return throttled(outcome.retryAfterMs, at);
    case "unavailable":
      return again("unavailable", outcome.detail, at);
    case "unknown":
      if (at.isKeyed) return again("unavailable", outcome.detail, at);
      return { next: "uncertain", reason: "no-answer", detail: outcome.detail };
    case "rejected":
      return { next: "failed", reason: outcome.code, detail: outcome.detail, effect: null };
    case "window-closed":
      return { next: "failed", reason: "window-closed", detail: outcome.detail, effect: null };
    case "recipient-gone":
    case "recipient-opted-out":
      return {
        next: "failed",
        reason: outcome.kind,
        detail: outcome.detail,
        effect: outcome.kind,
      };
    case "account-broken":
      return {
        next: "retry",
        delayMs: ACCOUNT_REST_MS,
        attempts: at.attempts,
        effect: "break-account",
      };
  }
}

function accepted(externalIds: readonly string[]): Decision {
  const providerId = externalIds[0];
  if (providerId !== undefined && providerId !== "") return { next: "accepted", providerId };
  return { next: "uncertain", reason: "no-provider-id", detail: "accepted without an id" };
}

/** A throttle is the provider's pace, not the message's fault: it costs no attempt, only time. */
function throttled(retryAfterMs: number | null, at: Circumstances): Decision {
  if (at.ageMs > SEND_WINDOW_MS) return { next: "expired", detail: "throttled until too old" };
  const asked = retryAfterMs ?? backoffMs(at.attempts, at.roll);
  const delayMs = Math.min(asked, RETRY_AFTER_MAX_MS) + at.roll * 1_000;
  return { next: "retry", delayMs, attempts: at.attempts, effect: "slow-account" };
}

function again(reason: string, detail: string, at: Circumstances): Decision {
  if (at.ageMs > SEND_WINDOW_MS) return { next: "expired", detail };
  const attempts = at.attempts + 1;
  if (attempts >= ATTEMPTS_MAX) return { next: "failed", reason, detail, effect: null };
  return { next: "retry", delayMs: backoffMs(attempts, at.roll), attempts, effect: null };
}
