import { z } from "zod";
import type { HttpAnswer, SendOutcome } from "../contract.ts";
import { readJson } from "../shared/read-json.ts";

const Reply = z.object({
  ok: z.boolean(),
  error_code: z.number().optional(),
  description: z.string().optional(),
  parameters: z.object({ retry_after: z.number().optional() }).optional(),
  result: z
    .object({ message_id: z.number(), chat: z.object({ id: z.number() }) })
    .optional()
    .catch(undefined),
});

/** Telegram has neither key nor receipts: whatever may have been accepted is `unknown`. */
export function readOutcome(answer: HttpAnswer): SendOutcome {
  if (answer.kind === "not-sent") return { kind: "unavailable", detail: answer.detail };
  if (answer.kind === "ambiguous") return { kind: "unknown", detail: answer.detail };
  const { status } = answer;
  if (status >= 300 && status < 400) {
    return { kind: "rejected", code: `http-${status}`, detail: "Redirects are not followed" };
  }
  const reply = readReply(answer.body);
  // The JSON decides: an HTTP 403 may carry error_code 400.
  if (!reply) {
    if (status === 429) return throttled(undefined, `HTTP ${status}`);
    return { kind: "unknown", detail: `HTTP ${status}, unreadable body` };
  }
  if (reply.ok) {
    const { result } = reply;
    return result
      ? { kind: "accepted", externalIds: [`${result.chat.id}:${result.message_id}`] }
      : { kind: "unknown", detail: "Accepted without a message id" };
  }
  return readError(reply.error_code ?? status, reply.description ?? `HTTP ${status}`, reply);
}

const gone = [
  /chat not found/i,
  /user is deactivated/i,
  /can't initiate conversation/i,
  /peer_id_invalid/i,
  /user not found/i,
];

function readError(code: number, detail: string, reply: z.infer<typeof Reply>): SendOutcome {
  const tag = String(code);
  if (code === 429) return throttled(reply.parameters?.retry_after, detail);
  if (code >= 500) return { kind: "unknown", detail: `${code} ${detail}` };
  if (gone.some((pattern) => pattern.test(detail))) {
    return { kind: "recipient-gone", code: tag, detail };
  }
  if (/bot was (blocked|kicked)/i.test(detail)) {
    return { kind: "recipient-opted-out", code: tag, detail };
  }
  // 404 is a malformed token or method; 409 another program polling with this token.
  if (code === 401 || code === 404 || code === 409) {
    return { kind: "account-broken", code: tag, detail };
  }
  return { kind: "rejected", code: tag, detail };
}

function throttled(retryAfter: number | undefined, detail: string): SendOutcome {
  const retryAfterMs = retryAfter === undefined ? null : retryAfter * 1_000;
  return { kind: "throttled", retryAfterMs, code: "429", detail };
}

function readReply(body: Uint8Array): z.infer<typeof Reply> | null {
  return Reply.safeParse(readJson(body)).data ?? null;
}
