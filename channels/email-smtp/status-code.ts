/** What an enhanced status code (RFC 3463) or a sentence of a mail server means for the address. */
export type Meaning =
  | "gone" // the address is dead
  | "account" // our sender, authentication or set-up is refused
  | "policy" // this message or our reputation is refused; the address is fine
  | "content" // this message is malformed or too large
  | "throttle" // later, and slower
  | "soft"; // later

const exact: readonly (readonly [RegExp, Meaning])[] = [
  [/^[45]\.2\.2$/, "soft"], // full, even when said for good
  [/^4\.7\./, "throttle"],
  [/^4\./, "soft"],
  [/^5\.1\.(7|8)$/, "account"],
  [/^5\.1\./, "gone"],
  [/^5\.2\.(0|1)$/, "gone"],
  [/^5\.(2\.3|3\.4)$/, "content"],
  [/^5\.3\./, "soft"],
  [/^5\.4\.(1|4|6)$/, "gone"],
  [/^5\.4\./, "soft"],
  [/^5\.[56]\./, "content"],
  [/^5\.7\.(2[0-9]|509|515)$/, "account"],
  [/^5\.7\./, "policy"],
];

const dead =
  /user unknown|unknown user|no such (user|recipient|mailbox|address)|(mailbox|address|recipient|user|account)( \S{1,80})? (not found|unavailable|does not exist|doesn't exist|disabled|is disabled|rejected)|does not exist|invalid (recipient|mailbox|address)|unrouteable address|recipient address rejected|nxdomain|domain (name )?not found|no mx|account (has been )?(disabled|closed)/i;
const blocked = /spam|block(ed)? ?list|blacklist|reputation|policy|dmarc|spf|dkim|banned|listed/i;
const busy = /rate|too many|throttl|grey ?list|try again later/i;

export interface Refusal {
  /** Reply code of the session, 0 in a report that has none. */
  readonly code: number;
  /** e.g. "5.1.1"; null where the server gave none. */
  readonly enhanced: string | null;
  readonly text: string;
}

/** Per-recipient code first; the sentence decides only where the code is silent or plain "not authorised". */
export function meaningOf({ code, enhanced, text }: Refusal): Meaning {
  if ([530, 534, 535, 538].includes(code)) return "account";
  if (enhanced === "5.7.1" && dead.test(text)) return "gone";
  const found = enhanced ? exact.find(([pattern]) => pattern.test(enhanced))?.[1] : undefined;
  if (found === "soft" && busy.test(text) && code >= 400 && code < 500) return "throttle";
  if (found) return found;
  if (code >= 400 && code < 500) return busy.test(text) ? "throttle" : "soft";
  if (dead.test(text)) return "gone";
  if (blocked.test(text)) return "policy";
  return code === 550 || code === 551 || code === 553 ? "gone" : code >= 500 ? "content" : "soft";
}

/** The first enhanced code in a text, e.g. of a bounce without a machine part. */
export function enhancedIn(text: string): string | null {
  return /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text)?.[1] ?? null;
}
