import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { describePhone } from "./describe.ts";
import type { Desk } from "./desk.ts";
import { renderDesk, renderThread } from "./page/render.ts";
import { json, type SimAnswer, type SimCall } from "./provider.ts";

/** The desk: HTML rendered here, one script and one style sheet from `page/`. */

const files: Record<string, string> = {
  "/desk.js": "text/javascript; charset=utf-8",
  "/desk.css": "text/css; charset=utf-8",
};

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  // The app shows phones beside a campaign; both run on this machine.
  "frame-ancestors 'self' http://127.0.0.1:* http://localhost:*",
].join("; ");

function html(body: string): SimAnswer {
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy,
    "cache-control": "no-store",
  };
  return { kind: "answer", status: 200, headers, body };
}

export async function servePage(call: SimCall, desk: Desk): Promise<SimAnswer> {
  const { path } = call;
  const type = files[path];
  if (type !== undefined) return serveFile(path, type);
  if (path === "/") return html(renderDesk(desk, call.query));
  if (path === "/healthz") return json(200, { ok: true });
  const [, , kind = "", id = ""] = path.split("/").map(decodeURIComponent);
  if (path.startsWith("/sim/thread/")) {
    const phone = desk.phone(id);
    const view = phone && describePhone(desk, phone);
    return view ? html(renderThread(view, call.query.get("accountId"))) : json(404, {});
  }
  if (kind === "media") return serveMedia(desk, id);
  if (kind === "mail") return serveMail(desk, id, call.query.get("messageId") ?? "");
  return json(404, { error: "no such page" });
}

async function serveFile(path: string, type: string): Promise<SimAnswer> {
  const from = (folder: string) => readFile(fileURLToPath(new URL(folder + path, import.meta.url)));
  // Bundled, this module stands in build/ and its files stay where they are.
  const body = await from("./page").catch(() => from("../scripts/simulator/page"));
  return { kind: "answer", status: 200, headers: { "content-type": type }, body };
}

async function serveMedia(desk: Desk, mediaId: string): Promise<SimAnswer> {
  const media = desk
    .phones()
    .flatMap((phone) => desk.messages(phone.phoneId))
    .flatMap((message) => message.content.media)
    .find((one) => one.mediaId === mediaId);
  const body = media && (await desk.journal.media(mediaId));
  if (!media || !body) return json(404, { error: "the file is not here" });
  const headers = {
    "content-type": media.mimeType,
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
  };
  return { kind: "answer", status: 200, headers, body };
}

/** A mail's HTML on a page of its own, without scripts, as a mail client shows it. */
function serveMail(desk: Desk, phoneId: string, messageId: string): SimAnswer {
  const message = desk.message(phoneId, messageId);
  if (!message?.content.html) return json(404, { error: "no such mail" });
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy":
      "sandbox allow-popups; default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'",
  };
  return { kind: "answer", status: 200, headers, body: message.content.html + mailLook };
}

/** What mail clients add of their own; :where() lets the mail's own look win. */
const mailLook = `<style>
  :root { color-scheme: light dark }
  :where(body) { font: 14px/1.5 "Liberation Sans", Arial, sans-serif; margin: 4px; color: #16211f }
  @media (prefers-color-scheme: dark) {
    :where(body) { background: #1d2223; color: #edf3f1 }
    :where(a) { color: #4fc3b1 }
  }
</style>`;

/** Names the phones that changed; the page fetches what it shows of them. */
export function streamEvents(request: IncomingMessage, response: ServerResponse, desk: Desk): void {
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  response.write("retry: 1000\n\n");
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    timer = null;
    response.write(`data: ${JSON.stringify([...changed])}\n\n`);
    changed.clear();
  };
  const unwatch = desk.watch((phoneId) => {
    changed.add(phoneId);
    timer ??= setTimeout(flush, 80);
  });
  const ping = setInterval(() => response.write(": ping\n\n"), 15_000);
  request.on("close", () => {
    unwatch();
    clearInterval(ping);
    if (timer) clearTimeout(timer);
  });
}
