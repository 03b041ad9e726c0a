import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { serveApi } from "./api.ts";
import type { Desk } from "./desk.ts";
import { servePage, streamEvents } from "./page.ts";
import { json, type SimAnswer, type SimCall } from "./provider.ts";

/** Largest request taken, uploads included. */
const MAX_BYTES = 30 * 1024 * 1024;
const loopback = ["127.0.0.1", "localhost", "[::1]"];

/** By events, not `for await`, which shows in the profile of 1,500 sends a second. null = too large. */
function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BYTES) chunks.push(chunk);
    });
    request.on("end", () => resolve(size > MAX_BYTES ? null : Buffer.concat(chunks)));
    request.on("error", reject);
  });
}

async function readCall(request: IncomingMessage, url: URL, from: string): Promise<SimCall | null> {
  const body = await readBody(request);
  if (body === null) return null;
  return {
    method: request.method ?? "GET",
    path: url.pathname.slice(from.length) || "/",
    query: url.searchParams,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body,
  };
}

async function send(response: ServerResponse, answer: SimAnswer): Promise<void> {
  if (answer.kind === "reset") return void response.destroy();
  // The caller's own time-out ends it; the socket closes with the server at the latest.
  if (answer.kind === "hang") return;
  const body = typeof answer.body === "string" ? Buffer.from(answer.body) : answer.body;
  response.writeHead(answer.status, { ...answer.headers, "content-length": body.length });
  if (answer.overMs === undefined) return void response.end(body);
  const steps = 10;
  for (let step = 0; step < steps && !response.destroyed; step += 1) {
    const part = [step, step + 1].map((edge) => Math.floor((body.length * edge) / steps));
    response.write(body.subarray(part[0], part[1]));
    await wait(answer.overMs / steps);
  }
  response.end();
}

/**
 * A page of another site must not reach the desk: its scripts may post here without asking
 * (simple requests), and a DNS name may be pointed at this address. Adapters send no Origin.
 */
function isForeign(request: IncomingMessage, desk: Desk): boolean {
  const { host = "", origin } = request.headers;
  const name = host.replace(/:\d+$/, "");
  const isLocal = loopback.includes(new URL(desk.url).hostname);
  // Told to listen elsewhere, it cannot know by which names it is reached.
  const isOwnName = !isLocal || loopback.includes(name);
  const isOwnOrigin =
    origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  return !isOwnName || !isOwnOrigin;
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  desk: Desk,
): Promise<void> {
  const url = new URL(request.url ?? "/", desk.url);
  const { pathname } = url;
  const provider = desk.options.providers.find(
    (one) => one.basePath !== null && pathname.startsWith(`${one.basePath}/`),
  );
  if (provider?.serve && provider.basePath !== null) {
    const call = await readCall(request, url, provider.basePath);
    return send(response, call ? await provider.serve(call, desk) : json(413, {}));
  }
  if (isForeign(request, desk)) return send(response, json(403, { error: "not from this page" }));
  if (pathname === "/sim/events") return streamEvents(request, response, desk);
  const isApi = pathname.startsWith("/sim/api/");
  const call = await readCall(request, url, isApi ? "/sim/api" : "");
  if (call === null) return send(response, json(413, { error: "too large" }));
  return send(response, isApi ? await serveApi(call, desk) : await servePage(call, desk));
}

function problem(error: unknown): SimAnswer {
  if (error instanceof z.ZodError) return json(400, { error: z.prettifyError(error) });
  if (error instanceof SyntaxError) return json(400, { error: "the body is no JSON" });
  console.error("simulator:", error);
  return json(500, { error: "the simulator failed; see its log" });
}

export function createHttpServer(desk: Desk): Server {
  const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    route(request, response, desk).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else void send(response, problem(error));
    });
  });
  return server;
}

export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}
