import type { SendOutcome, SmtpAnswer } from "../contract.ts";
import { meaningOf } from "./status-code.ts";

const GREYLIST_MS = 5 * 60_000;

/** SMTP has no key: what may have left after DATA is `unknown`. */
export function readOutcome(answer: SmtpAnswer): SendOutcome {
  switch (answer.kind) {
    case "accepted":
      return { kind: "accepted", externalIds: [answer.messageId] };
    case "not-sent":
      return { kind: "unavailable", detail: answer.detail };
    case "ambiguous":
      return { kind: "unknown", detail: answer.detail };
    case "refused":
      return readRefusal(answer);
  }
}

function readRefusal(answer: Extract<SmtpAnswer, { kind: "refused" }>): SendOutcome {
  const code = answer.enhanced ?? String(answer.code);
  const detail = answer.response;
  switch (meaningOf({ code: answer.code, enhanced: answer.enhanced, text: detail })) {
    case "gone":
      return { kind: "recipient-gone", code, detail };
    case "account":
      return { kind: "account-broken", code, detail };
    case "policy":
    case "content":
      return { kind: "rejected", code, detail };
    case "throttle":
      return { kind: "throttled", retryAfterMs: GREYLIST_MS, code, detail };
    case "soft":
      return { kind: "unavailable", detail: `${code} ${detail}` };
  }
}
