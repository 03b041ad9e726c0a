import { expect, test } from "vitest";
import { ATTEMPTS_MAX, decide, SEND_WINDOW_MS, type Outcome } from "./outcome.ts";

const fresh = { attempts: 0, ageMs: 0, isKeyed: false, roll: 0.5 };
const detail = "d";

test.for([
  ["accepted", { kind: "accepted", externalIds: ["7"] }, { next: "accepted", providerId: "7" }],
  ["accepted without an id", { kind: "accepted", externalIds: [] }, { next: "uncertain" }],
  ["unanswered", { kind: "unknown", detail }, { next: "uncertain", reason: "no-answer" }],
  ["refused", { kind: "unavailable", detail }, { next: "retry", attempts: 1, delayMs: 2_000 }],
  [
    "throttled",
    { kind: "throttled", retryAfterMs: 30_000, code: "429", detail },
    { next: "retry", attempts: 0, delayMs: 30_500, effect: "slow-account" },
  ],
  [
    "a dead number",
    { kind: "recipient-gone", code: "x", detail },
    { next: "failed", effect: "recipient-gone" },
  ],
  [
    "a bad token",
    { kind: "account-broken", code: "401", detail },
    { next: "retry", effect: "break-account" },
  ],
] as const satisfies readonly (readonly [string, Outcome, object])[])(
  "%s",
  ([, outcome, decision]) => {
    expect(decide(outcome, fresh)).toMatchObject(decision);
  },
);

test("an unanswered send on a keyed channel goes again, elsewhere never", () => {
  const outcome = { kind: "unknown", detail } as const;
  expect(decide(outcome, { ...fresh, isKeyed: true }).next).toBe("retry");
  for (let attempts = 0; attempts < 10; attempts += 1) {
    expect(decide(outcome, { ...fresh, attempts }).next).toBe("uncertain");
  }
});

test("retries end: by number, and by age", () => {
  const outcome = { kind: "unavailable", detail } as const;
  expect(decide(outcome, { ...fresh, attempts: ATTEMPTS_MAX - 1 }).next).toBe("failed");
  expect(decide(outcome, { ...fresh, ageMs: SEND_WINDOW_MS + 1 }).next).toBe("expired");
});
