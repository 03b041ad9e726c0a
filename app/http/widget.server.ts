import type { AppLoadContext } from "@remix-run/node";
import type { WebChatMessageRow } from "#models/web-chat-message.server.ts";
import type { WebChatVisitorRow } from "#models/web-chat-visitor.server.ts";
import { type Limiter, localLimiter } from "#services/rate-limits.server.ts";
import { filePath } from "#services/web-chat-files.server.ts";
import {
  openWidget,
  readVisitor,
  sendLimits,
  type Widget,
} from "#services/web-chat-visitors.server.ts";

/** What the widget's endpoints share: who asks, from which site, and how we answer other sites. */

export interface WidgetCall {
  readonly request: Request;
  readonly accountId: string;
  readonly context: AppLoadContext;
}

const limiters = new Map<string, Limiter>();

/** Milliseconds to wait; 0 = go on. */
export function take(name: keyof typeof sendLimits, key: string): Promise<number> {
  const limiter = limiters.get(name) ?? localLimiter(sendLimits[name]);
  limiters.set(name, limiter);
  return limiter.take(key);
}

/** Runs the endpoint for a site of the account's list; other sites get an answer they cannot read. */
export async function forWidget(
  { request, accountId, context }: WidgetCall,
  run: (widget: Widget) => Promise<Response>,
): Promise<Response> {
  const origin = request.headers.get("origin") ?? ownOrigin(request, context);
  const widget = await openWidget(accountId, origin, context.runtime);
  if (!widget.ok) {
    return answer(widget.error === "unknown-account" ? 404 : 403, { error: widget.error });
  }
  const response = request.method === "OPTIONS" ? preflight() : await run(widget.value);
  response.headers.set("access-control-allow-origin", origin ?? "null");
  response.headers.append("vary", "Origin");
  return response;
}

/** Browsers leave Origin out of a page's GET to its own site, and say so in another header. */
function ownOrigin(request: Request, context: AppLoadContext): string | null {
  const isOwn = request.headers.get("sec-fetch-site") === "same-origin";
  return isOwn ? new URL(context.runtime.publicUrl).origin : null;
}

export async function forVisitor(
  call: WidgetCall,
  run: (widget: Widget, visitor: WebChatVisitorRow) => Promise<Response>,
): Promise<Response> {
  return forWidget(call, async (widget) => {
    const token = /^Bearer (\S+)$/.exec(call.request.headers.get("authorization") ?? "")?.[1];
    const visitor = token ? await readVisitor(widget, token, call.context.runtime) : null;
    return visitor ? run(widget, visitor) : answer(401, { error: "unknown-visitor" });
  });
}

function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": "authorization, content-type",
      "access-control-max-age": "600",
    },
  });
}

export function answer(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });
}

export function tooFast(waitMs: number): Response {
  const response = answer(429, { error: "too-fast", retryAfterMs: waitMs });
  response.headers.set("retry-after", String(Math.ceil(waitMs / 1_000)));
  return response;
}

/** A line of the stream as the widget gets it. */
export function shown(row: WebChatMessageRow, accountId: string, context: AppLoadContext) {
  const { _id: id, seq, by, text, buttons, at } = row;
  const files = row.files.map(({ fileId, kind, mimeType, fileName }) => ({
    kind,
    mimeType,
    fileName,
    path: filePath(accountId, fileId, context.runtime),
  }));
  return { id, seq, by, text, buttons, files, at: at.toISOString() };
}
