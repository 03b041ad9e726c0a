import type { Dialect } from "../../faults.ts";
import { json, type SimAnswer } from "../../provider.ts";

export function graphError(
  status: number,
  code: number,
  message: string,
  more: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): SimAnswer {
  const error = { message: `(#${code}) ${message}`, type: "OAuthException", code, ...more };
  return json(status, { error: { ...error, fbtrace_id: "SIMULATOR" } }, headers);
}

export function badToken(): SimAnswer {
  return graphError(401, 190, "Error validating access token: Session has expired");
}

const retryAfter = (seconds: number): Record<string, string> => ({ "retry-after": `${seconds}` });

export const whatsappDialect: Dialect = {
  throttled: (s) =>
    graphError(429, 130_429, "Rate limit hit", details("Message failed to send"), retryAfter(s)),
  serverError: () => graphError(500, 131_000, "Something went wrong"),
  expiredToken: badToken,
  invalidNumber: () =>
    graphError(400, 131_026, "Message undeliverable", details("Message Undeliverable.")),
};

export const messengerDialect: Dialect = {
  throttled: (s) => graphError(429, 613, "Calls to this api have exceeded", {}, retryAfter(s)),
  serverError: () => graphError(500, 2, "Service temporarily unavailable", { is_transient: true }),
  expiredToken: badToken,
  invalidNumber: () => graphError(400, 100, "No matching user found", { error_subcode: 2_018_001 }),
};

export function details(text: string): Readonly<Record<string, unknown>> {
  return { error_data: { messaging_product: "whatsapp", details: text } };
}
