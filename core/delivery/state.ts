/** Where a recipient stands. Planned recipients stand in their batch; every other state is a row. */
export const deliveryStates = [
  "planned",
  "held",
  "accepted",
  "failed",
  "skipped",
  "cancelled",
  "expired",
  "uncertain",
  "unknown",
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Facts only accumulate on an accepted row: each is the earliest provider time we were told. */
export const deliveryFacts = ["sent", "delivered", "read", "clicked", "replied"] as const;
export type DeliveryFact = (typeof deliveryFacts)[number];

export const skipReasons = [
  "no-address",
  "no-consent",
  "suppressed",
  "opted-out",
  "window-closed",
  "duplicate-address",
  "contact-deleted",
  "missing-value",
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** Who goes first when an account's tokens are short. */
export const lanes = ["reply", "transactional", "marketing"] as const;
export type Lane = (typeof lanes)[number];
