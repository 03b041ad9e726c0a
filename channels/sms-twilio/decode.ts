import { z } from "zod";
import type { HttpAnswer, SendOutcome } from "../contract.ts";
import { readJson } from "../shared/read-json.ts";
import { kindOf } from "./errors.ts";

const Created = z.object({ sid: z.string().min(1), error_code: z.number().nullish() });
const Refusal = z.object({ code: z.number(), message: z.string().default("") });

/** Read the body before the status; what is not understood is `unknown`, and a status may settle it. */
export function readOutcome(answer: HttpAnswer): SendOutcome {
  if (answer.kind === "not-sent") return { kind: "unavailable", detail: answer.detail };
  if (answer.kind === "ambiguous") return { kind: "unknown", detail: answer.detail };
  const { status } = answer;
  const body = readJson(answer.body);
  if (status >= 200 && status < 300) {
    const created = Created.safeParse(body).data;
    return created
      ? { kind: "accepted", externalIds: [created.sid] }
      : { kind: "unknown", detail: `HTTP ${status} without a message id` };
  }
  if (status >= 300 && status < 400) {
    return { kind: "rejected", code: `http-${status}`, detail: "Redirects are not followed" };
  }
  // The create may have happened behind a 5xx: its status callback would tell.
  if (status >= 500) return { kind: "unknown", detail: `HTTP ${status}` };
  const refusal = Refusal.safeParse(body).data;
  if (refusal) return refused(refusal, answer.headers);
  if (status === 429) return throttled("http-429", "Too many requests", answer.headers);
  if (status === 401) {
    return { kind: "account-broken", code: "http-401", detail: "Twilio refused the credentials" };
  }
  return { kind: "unknown", detail: `HTTP ${status}, unreadable body` };
}

function refused(
  { code, message }: z.infer<typeof Refusal>,
  headers: Readonly<Record<string, string>>,
): SendOutcome {
  const kind = kindOf(code);
  const tag = String(code);
  const detail = message === "" ? `Twilio error ${code}` : message;
  if (kind === "throttled") return throttled(tag, detail, headers);
  if (kind === "unavailable" || kind === "unknown") return { kind, detail: `${code} ${detail}` };
  return { kind, code: tag, detail };
}

function throttled(
  code: string,
  detail: string,
  headers: Readonly<Record<string, string>>,
): SendOutcome {
  const seconds = Number(headers["retry-after"]);
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
  return { kind: "throttled", retryAfterMs, code, detail };
}
