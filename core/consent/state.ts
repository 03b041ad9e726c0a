import type { Purpose } from "../message/message.ts";

export const consentKinds = ["granted", "withdrawn", "pending", "expired"] as const;
export type ConsentKind = (typeof consentKinds)[number];

/** Current consent of a contact on one channel for one purpose; a projection of the ledger. */
export interface Consent {
  readonly channel: string;
  readonly purpose: Purpose;
  readonly state: ConsentKind;
  readonly at: Date;
  readonly eventId: string;
}

/** `purpose` asked for, channel asked for → the ledger entry that allows it, or why not. */
export type Permission =
  | { readonly allowed: true; readonly eventId: string | null }
  | { readonly allowed: false; readonly reason: "no-consent" | "opted-out" };

/**
 * Marketing and call-outs need a granted consent. Service and transactional messages need no grant
 * but are stopped by a withdrawal of their own purpose. A withdrawal of marketing stops call-outs
 * only when it names them: each purpose is its own row.
 */
export function permissionFor(
  consents: readonly Omit<Consent, "at">[],
  channel: string,
  purpose: Purpose,
): Permission {
  const row = consents.find((c) => c.channel === channel && c.purpose === purpose);
  if (row?.state === "granted") return { allowed: true, eventId: row.eventId };
  if (row?.state === "withdrawn") return { allowed: false, reason: "opted-out" };
  if (purpose === "service" || purpose === "transactional") {
    return { allowed: true, eventId: null };
  }
  return { allowed: false, reason: "no-consent" };
}
