import type { CodeTable } from "../shared/meta-graph/errors.ts";

/**
 * Error codes of the Cloud API, in answers to sends and in failed statuses alike.
 * Codes and meanings: [PW] errors.py, [MD:whatsapp/support/error-codes, 2026-05-15]; classes:
 * courier's lists and dispatch.md 2.6. 200-299 (permissions) are in classOf. A code that is not
 * here is refused on 4xx and unknown on anything else.
 */
export const codes: CodeTable = {
  // Throttles: wait, then go on. 131048 is the number's own quality limit.
  "4": "throttle",
  "613": "throttle",
  "80007": "throttle",
  "130429": "throttle",
  "131048": "throttle",
  "131056": "throttle",
  "132069": "throttle",
  "133016": "throttle",
  // Not taken, for now. Unknown trouble (1, 131000) counts here only when the server did not fail.
  "1": "later",
  "2": "later",
  "131000": "later",
  "131016": "later",
  "131052": "later",
  "131053": "later",
  "131057": "later",
  "133004": "later",
  // The person.
  "131021": "gone",
  "131026": "gone",
  "131050": "opted-out",
  "131047": "window",
  // The account: credentials, permissions, payment, registration, policy.
  "0": "account",
  "3": "account",
  "10": "account",
  "33": "account",
  "190": "account",
  "368": "account",
  "131005": "account",
  "131031": "account",
  "131037": "account",
  "131042": "account",
  "131045": "account",
  "131063": "account",
  "131064": "account",
  "133010": "account",
  // This message to this person, and no blame on either.
  "100": "rejected",
  "130472": "rejected",
  "130497": "rejected",
  "131008": "rejected",
  "131009": "rejected",
  "131014": "rejected",
  "131030": "rejected",
  "131049": "rejected",
  "131051": "rejected",
  "131062": "rejected",
  "132000": "rejected",
  "132001": "rejected",
  "132005": "rejected",
  "132007": "rejected",
  "132008": "rejected",
  "132012": "rejected",
  "132015": "rejected",
  "132016": "rejected",
  "132018": "rejected",
  "132068": "rejected",
  "135000": "rejected",
  "137000": "rejected",
};
