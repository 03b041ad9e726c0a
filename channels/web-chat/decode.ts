import type { SendOutcome } from "../contract.ts";

export type Appended = { readonly externalId: string } | { readonly error: "unknown-visitor" };

/** The stream is ours: a message is in it, once, or the visitor is gone. */
export function readOutcome(answer: Appended): SendOutcome {
  if ("externalId" in answer) return { kind: "accepted", externalIds: [answer.externalId] };
  const detail = "This visitor's chat no longer exists";
  return { kind: "recipient-gone", code: answer.error, detail };
}
