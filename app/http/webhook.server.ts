import type { AppLoadContext } from "@remix-run/node";
import { acceptWebhook, WEBHOOK_BYTES_MAX, type Accepted } from "#services/inbound.server.ts";
import { countRefusal } from "#services/inbound-refusals.server.ts";
import { readBody } from "./read-body.server.ts";

export interface WebhookCall {
  readonly request: Request;
  readonly adapterId: string;
  readonly accountId: string | null;
  readonly context: AppLoadContext;
}

/** From a provider's request to its answer: bytes in, one outcome, one status. */
export async function answerWebhook(call: WebhookCall): Promise<Response> {
  const { request, adapterId, accountId, context } = call;
  if (request.method !== "GET" && request.method !== "POST") {
    return new Response(null, { status: 405, headers: { allow: "GET, POST" } });
  }
  // One byte above the limit is enough to be told it is too large.
  const body = await readBody(request, WEBHOOK_BYTES_MAX);
  if (!body.ok) {
    if (body.error === "too-large")
      countRefusal(adapterId, accountId, "too-large", context.runtime);
    return new Response(null, { status: body.error === "too-large" ? 413 : 400 });
  }
  const { pathname, search } = new URL(request.url);
  const { runtime } = context;
  const outcome = await acceptWebhook(
    {
      adapterId,
      accountId,
      request: {
        method: request.method,
        // What the provider called, not what the proxy made of it: some signatures cover the URL.
        url: `${runtime.publicUrl}${pathname}${search}`,
        headers: Object.fromEntries(request.headers),
        body: body.value,
        now: runtime.now(),
      },
    },
    runtime,
  );
  return responseOf(outcome);
}

function responseOf(outcome: Accepted): Response {
  switch (outcome.kind) {
    case "accepted":
    case "duplicate": // providers repeat until they see success; a repeat is one
    case "challenge": {
      const { status, headers, body } = outcome.answer;
      return new Response(body, { status, ...(headers ? { headers } : {}) });
    }
    case "unknown-channel":
    case "unknown-account":
      return new Response(null, { status: 404 });
    case "bad-signature":
      return new Response(null, { status: 401 });
    case "too-large":
      return new Response(null, { status: 413 });
    case "store-failed":
      return new Response(null, { status: 503, headers: { "retry-after": "5" } });
  }
}
