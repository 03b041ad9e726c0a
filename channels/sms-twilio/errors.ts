import type { SendOutcome } from "../contract.ts";

type Kind = Exclude<SendOutcome["kind"], "accepted">;

/**
 * What a Twilio error code means, in an answer or in a status. A code that is not here is `rejected`.
 * Source: https://www.twilio.com/docs/api/errors, read 2026-11-20.
 */
const kinds: Readonly<Record<Kind, readonly number[]>> = {
  throttled: [14107, 20429, 21611, 30022, 30023, 30027, 63017, 63018, 63038],
  // The queue refused it, so it was not taken.
  unavailable: [30001],
  unknown: [],
  "recipient-opted-out": [21610, 63014, 63033],
  "recipient-gone": [21211, 21214, 21217, 21614, 30005, 30006, 63003, 63024],
  "window-closed": [63016],
  "account-broken": [
    20003, 20005, 20006, 21601, 21603, 21606, 21607, 21608, 21609, 21626, 21705, 21712, 21713,
    30002, 30018, 30024, 30032, 30034, 63007,
  ],
  rejected: [],
};

const byCode = new Map(
  (Object.keys(kinds) as Kind[]).flatMap((kind) =>
    kinds[kind].map((code) => [code, kind] as const),
  ),
);

export function kindOf(code: number): Kind {
  return byCode.get(code) ?? "rejected";
}

/** Codes of a failed status that say the address is dead or closed to us. */
export function effectOf(code: number): "recipient-gone" | "recipient-opted-out" | null {
  const kind = kindOf(code);
  return kind === "recipient-gone" || kind === "recipient-opted-out" ? kind : null;
}

/** Sentences for codes a status names without words. */
const sentences: Readonly<Record<number, string>> = {
  21610: "The person has opted out of texts from this sender",
  30003: "The phone cannot be reached now",
  30004: "The message was blocked",
  30005: "The number is not in use",
  30006: "A landline, or a network that takes no texts",
  30007: "The network filtered the message",
  30008: "The network gave no reason",
  30017: "The network was congested",
  30034: "The number is not registered for texts to the United States",
  30410: "The network did not answer in time",
};

export function sentenceOf(code: number): string {
  return sentences[code] ?? `Twilio error ${code}`;
}
