import { timingSafeEqual } from "node:crypto";
import type { Runtime } from "./runtime.server.ts";

/** Whose preferences a public link opens, and which message carried it. */
export interface PreferenceSubject {
  readonly workspaceId: string;
  readonly contactId: string;
  readonly deliveryId: string;
}

/** `<workspace>.<contact>.<delivery>.<signature>`: says who, proves we said so, needs no row. */
export function preferenceToken(rt: Pick<Runtime, "vault">, subject: PreferenceSubject): string {
  const ids = [subject.workspaceId, subject.contactId, subject.deliveryId].join(".");
  return `${ids}.${rt.vault.sign("preferences", ids)}`;
}

/** null for anything we did not sign. Constant time over the signature. */
export function readPreferenceToken(
  rt: Pick<Runtime, "vault">,
  token: string,
): PreferenceSubject | null {
  const [workspaceId, contactId, deliveryId, signature, ...rest] = token.split(".");
  if (!workspaceId || !contactId || !deliveryId || !signature || rest.length > 0) return null;
  const expected = Buffer.from(
    rt.vault.sign("preferences", [workspaceId, contactId, deliveryId].join(".")),
  );
  const given = Buffer.from(signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return null;
  return { workspaceId, contactId, deliveryId };
}

/** What a message may link to; one signature serves both. */
export interface PreferenceLinks {
  /** The person's own page: channels, purposes, pause. */
  readonly preferencesUrl: string;
  /** One click, RFC 8058: a POST here withdraws; a GET shows a page with the button. */
  readonly unsubscribeUrl: string;
}

export function preferenceLinks(
  rt: Pick<Runtime, "vault" | "publicUrl">,
  subject: PreferenceSubject,
): PreferenceLinks {
  const token = preferenceToken(rt, subject);
  return {
    preferencesUrl: `${rt.publicUrl}/preferences/${token}`,
    unsubscribeUrl: `${rt.publicUrl}/unsubscribe/${token}`,
  };
}
