/** Why an address is never written to. */
export const suppressionReasons = [
  "manual",
  "bounce",
  "complaint",
  "provider-block",
  "legal",
  "recipient-gone",
] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];
