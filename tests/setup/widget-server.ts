import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ActionFunctionArgs } from "@remix-run/node";
import * as files from "#app/routes/widget.api.$accountId.files.$fileId.ts";
import * as messages from "#app/routes/widget.api.$accountId.messages.ts";
import * as seen from "#app/routes/widget.api.$accountId.seen.ts";
import * as session from "#app/routes/widget.api.$accountId.session.ts";
import * as script from "#app/routes/widget[.]js.ts";
import type { Runtime } from "#services/runtime.server.ts";

/** The widget's routes on a real port, without building the app: for browsers and simulated visitors. */

type Handler = (args: ActionFunctionArgs) => Promise<Response>;
interface Endpoint {
  readonly loader?: Handler;
  readonly action?: Handler;
}

const endpoints: Readonly<Record<string, Endpoint>> = { files, messages, seen, session };

export async function startWidgetServer(
  rt: Runtime,
  page = "",
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const running = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const run = serve(request, response, rt, page).finally(() => running.delete(run));
    running.add(run);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      // A long poll may still be looking into the database.
      await Promise.allSettled(running);
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  rt: Runtime,
  page: string,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "localhost"}`);
  const method = request.method ?? "GET";
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
  const isRead = method === "GET" || method === "HEAD";
  const body = isRead ? null : Buffer.concat(chunks);
  const closed = new AbortController();
  response.on("close", () => closed.abort());
  const answer = await route(
    new Request(url, { method, headers, body }),
    url,
    {
      runtime: rt,
      requestId: "test",
      nonce: "test",
      closed: closed.signal,
      clientAddress: "127.0.0.1",
    },
    page,
  );
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
}

async function route(
  request: Request,
  url: URL,
  context: unknown,
  page: string,
): Promise<Response> {
  if (url.pathname === "/") {
    return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
  }
  const [, , , accountId = "", name = "", fileId] = url.pathname.split("/");
  const endpoint: Endpoint | undefined = url.pathname === "/widget.js" ? script : endpoints[name];
  const handler = request.method === "POST" ? endpoint?.action : endpoint?.loader;
  if (!handler) return new Response("Not found", { status: 404 });
  return handler({
    request,
    params: { accountId, fileId },
    context,
  } as unknown as ActionFunctionArgs);
}
