import { alarms, alarmLimits, type Alarm } from "./run-health.ts";

/**
 * Why the product itself paused a run or an account. Stored as it is, said in the reader's language.
 * `detail` is what the provider said: it is shown, quoted, in the provider's own words.
 */
export type OwnReason =
  | { readonly code: "refused-in-a-row"; readonly count: number }
  | { readonly code: "refused-share" | "doubtful-share"; readonly percent: number }
  | { readonly code: "account-broken"; readonly detail: string }
  | { readonly code: "restored" | "away" };

/** A member's words, or a sentence stored by a version that had no codes: a text is shown as it is. */
export type StateReason = OwnReason | string;

export function alarmReason(alarm: Alarm): OwnReason {
  if (alarm === "refused-in-a-row") return { code: alarm, count: alarmLimits[alarm] };
  return { code: alarm, percent: alarmLimits[alarm] * 100 };
}

/** What a batch ended with: the account's trouble, in the provider's words, explains an alarm too. */
export function pauseReason(end: {
  readonly accountBroken: string | null;
  readonly alarm: Alarm | null;
}): OwnReason | null {
  if (end.accountBroken !== null) return { code: "account-broken", detail: end.accountBroken };
  return end.alarm === null ? null : alarmReason(end.alarm);
}

/** Alarms were once stored as bare words. */
export function readReason(stored: StateReason): StateReason {
  const alarm = alarms.find((one) => one === stored);
  return alarm === undefined ? stored : alarmReason(alarm);
}
