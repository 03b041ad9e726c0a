import type { ActionFunctionArgs } from "@remix-run/node";
import { beforeAll, expect, test } from "vitest";
import { webChat } from "#channels/web-chat/index.ts";
import { aFile, aMessage, sendContext } from "#channels/testkit.ts";
import { Receipts, type ReceiptRow } from "#models/receipt.server.ts";
import { createAccount } from "#services/accounts.server.ts";
import { createWebChatPort } from "#services/web-chat.server.ts";
import { loader as file } from "#app/routes/widget.api.$accountId.files.$fileId.ts";
import * as messages from "#app/routes/widget.api.$accountId.messages.ts";
import * as session from "#app/routes/widget.api.$accountId.session.ts";
import * as seen from "#app/routes/widget.api.$accountId.seen.ts";
import { loader as script } from "#app/routes/widget[.]js.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";

useTestDatabase();

const rt = testRuntime({ findChannel: (id) => (id === "web-chat" ? webChat : null) });
const port = createWebChatPort(rt);
const site = "https://quay.test";
let accountId: string;
let account: ReturnType<typeof webChat.account.parse>;

beforeAll(async () => {
  const values = { title: "Quay Books", greeting: "Hello", allowedOrigins: site };
  const saved = await createAccount(
    { workspaceId: "wsp_1", adapterId: "web-chat", name: "Quay", values },
    rt,
  );
  if (!saved.ok) throw new Error(JSON.stringify(saved));
  accountId = saved.value._id;
  account = webChat.account.parse(JSON.parse(rt.vault.open(saved.value.sealed)));
});

type Endpoint = (args: ActionFunctionArgs) => Promise<Response>;
let address = 0;

function call(
  endpoint: Endpoint,
  init: RequestInit & { path?: string; origin?: string | null } = {},
) {
  const { path = "", origin = site, ...rest } = init;
  // The journal tells two calls apart by their time.
  rt.clock.advance(1);
  const request = new Request(`https://antiphon.test/widget/api/${accountId}${path}`, rest);
  if (origin !== null) request.headers.set("origin", origin);
  const context = {
    runtime: rt,
    requestId: "r",
    nonce: "n",
    // A visitor who does not wait: one look and no long poll.
    closed: AbortSignal.abort(),
    clientAddress: `192.0.2.${(address += 1) % 250}`,
  };
  const fileId = /files\/([\w-]+)/.exec(path)?.[1];
  return endpoint({
    request,
    params: { accountId, fileId },
    context,
  } as unknown as ActionFunctionArgs);
}

async function begin(token: string | null = null) {
  const body = JSON.stringify({ token, locale: "nl", page: `${site}/shop?secret=1` });
  const response = await call(session.action, { method: "POST", body });
  expect(response.status).toBe(200);
  return (await response.json()) as {
    token: string;
    settings: Record<string, unknown>;
    messages: { id: string; seq: number; text: string; by: string; files: { path: string }[] }[];
  };
}

function write(token: string, fields: Record<string, string | File>) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ clientId: `client-${(address += 1)}`, ...fields })) {
    body.append(name, value);
  }
  const headers = { authorization: `Bearer ${token}` };
  return call(messages.action, { method: "POST", body, headers });
}

const visitorOf = (token: string) => token.split(".")[0] ?? "";

async function lastEvents() {
  const rows = await Receipts.find({}).sort({ at: 1 }).lean<ReceiptRow[]>();
  const row = rows.at(-1);
  if (!row) throw new Error("no call in the journal");
  const body = Buffer.from((row.body as unknown as { buffer: Uint8Array }).buffer);
  const request = { ...row.request, body, now: row.at };
  expect(webChat.webhook.verify(request, account)).toEqual({ ok: true });
  return webChat.webhook.parse(request, account);
}

test("a visitor's message stands in the journal, signed, and in the stream", async () => {
  const { token, settings } = await begin();
  expect(settings).toMatchObject({ title: "Quay Books", greeting: "Hello", accent: "#0b6e63" });
  expect(JSON.stringify(settings)).not.toContain(account.visitorSecret);
  expect((await write(token, { text: "Is it still open?" })).status).toBe(200);
  expect(await lastEvents()).toMatchObject([
    {
      type: "message",
      from: { kind: "web-chat", value: visitorOf(token), locale: "nl" },
      content: { type: "text", text: "Is it still open?" },
    },
  ]);
});

test("a browser that comes back finds its chat, and what was answered meanwhile", async () => {
  const { token } = await begin();
  await write(token, { text: "Hello?" });
  const message = aMessage({ to: { kind: "web-chat", value: visitorOf(token) } });
  const context = sendContext(account, { accountId, webChat: port });
  const first = await webChat.send(message, context);
  // The same send again is the same message.
  expect(await webChat.send(message, context)).toEqual(first);
  const again = await begin(token);
  expect(again.token).toBe(token);
  expect(again.messages.map(({ by, text }) => [by, text])).toEqual([
    ["visitor", "Hello?"],
    ["business", "Hello Nina"],
  ]);
});

test("messages after a place are the new ones only", async () => {
  const { token } = await begin();
  await write(token, { text: "one" });
  await write(token, { text: "two" });
  const headers = { authorization: `Bearer ${token}` };
  const response = await call(messages.loader, { path: "/messages?after=1", headers });
  expect(await response.json()).toMatchObject({ messages: [{ seq: 2, text: "two" }] });
});

test("a double click is one message, in the stream and in the journal", async () => {
  const { token } = await begin();
  const twice = { clientId: "double-click-1", text: "once" };
  const before = await Receipts.countDocuments({});
  const answers = await Promise.all([write(token, twice), write(token, twice)]);
  expect(answers.map((one) => one.status)).toEqual([200, 200]);
  expect((await begin(token)).messages).toHaveLength(1);
  expect(await Receipts.countDocuments({})).toBe(before + 1);
});

test("two messages at once get two places", async () => {
  const { token } = await begin();
  await Promise.all(["a", "b", "c", "d"].map((text) => write(token, { text })));
  const { messages: all } = await begin(token);
  expect(all.map((one) => one.seq)).toEqual([1, 2, 3, 4]);
});

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("a photo reaches the journal by its place in our store and the visitor by a signed path", async () => {
  const { token } = await begin();
  const photo = new File([png], "../quay.png", { type: "text/html" });
  expect((await write(token, { file: photo })).status).toBe(200);
  const [event] = await lastEvents();
  if (event?.type !== "message" || event.content.type !== "media") throw new Error("no media");
  const [media] = event.content.media;
  expect(media).toMatchObject({ kind: "image", mimeType: "image/png", fileName: "quay.png" });
  expect(await rt.files.get(media?.fileKey ?? "")).toEqual(new Uint8Array(png));
  const path = (await begin(token)).messages[0]?.files[0]?.path ?? "";
  const shown = await call(file, { path: path.replace(`/widget/api/${accountId}`, "") });
  expect([shown.status, shown.headers.get("content-type")]).toEqual([200, "image/png"]);
  expect(shown.headers.get("content-security-policy")).toContain("sandbox");
  const forged = await call(file, { path: path.replace(`/widget/api/${accountId}`, "") + "x" });
  expect(forged.status).toBe(404);
});

test("a page in a photo's clothes is not taken", async () => {
  const { token } = await begin();
  const page = new File(["<html><script>alert(1)</script></html>"], "a.png", { type: "image/png" });
  expect((await write(token, { file: page })).status).toBe(415);
  const drawing = new File(["<svg onload='alert(1)'/>"], "a.txt", { type: "text/plain" });
  expect((await write(token, { file: drawing })).status).toBe(415);
});

test("only a button that was offered can be pressed", async () => {
  const { token } = await begin();
  const value = visitorOf(token);
  const sent = await port(accountId, value, "key-1", {
    ...aMessage({ to: { kind: "web-chat", value } }),
    content: {
      type: "buttons",
      text: "Coming?",
      media: aFile(),
      buttons: [{ type: "reply", id: "yes", title: "Yes" }],
    },
  });
  const choiceOf = "externalId" in sent ? sent.externalId : "";
  expect((await write(token, { choiceOf, choiceId: "no" })).status).toBe(422);
  expect((await write(token, { choiceOf, choiceId: "yes" })).status).toBe(200);
  expect(await lastEvents()).toMatchObject([
    { type: "message", content: { type: "choice", id: "yes", title: "Yes" }, inReplyTo: choiceOf },
  ]);
});

test("what was looked at is told once, and never taken back", async () => {
  const { token } = await begin();
  const value = visitorOf(token);
  await port(accountId, value, "key-2", aMessage({ to: { kind: "web-chat", value } }));
  const tell = (upTo: string) =>
    call(seen.action, {
      method: "POST",
      body: new URLSearchParams({ status: "read", upTo }),
      headers: { authorization: `Bearer ${token}` },
    });
  const before = await Receipts.countDocuments({});
  await tell("1");
  expect(await lastEvents()).toMatchObject([{ type: "watermark", status: "read" }]);
  await tell("1");
  await tell("999");
  expect(await Receipts.countDocuments({})).toBe(before + 1);
});

test("another site gets nothing, whatever token it has", async () => {
  const { token } = await begin();
  const headers = { authorization: `Bearer ${token}` };
  const foreign = await call(messages.loader, {
    path: "/messages?after=0",
    headers,
    origin: "https://evil.test",
  });
  expect(foreign.status).toBe(403);
  expect(foreign.headers.has("access-control-allow-origin")).toBe(false);
  expect((await call(session.loader, { origin: null })).status).toBe(403);
  const allowed = await call(session.loader, {});
  expect(allowed.headers.get("access-control-allow-origin")).toBe(site);
  const asked = await call(messages.loader, { method: "OPTIONS", path: "/messages" });
  expect([asked.status, asked.headers.get("access-control-allow-headers")]).toEqual([
    204,
    "authorization, content-type",
  ]);
});

test("a token made up, or of another account, opens no chat", async () => {
  const { token } = await begin();
  for (const forged of [
    "",
    "vis_1.x",
    `${token}x`,
    token.replace(/.$/, token.endsWith("A") ? "B" : "A"),
  ]) {
    expect((await write(forged, { text: "hi" })).status).toBe(401);
  }
});

test("writing without end is slowed down", async () => {
  const { token } = await begin();
  const answers: number[] = [];
  for (let count = 0; count < 32; count += 1)
    answers.push((await write(token, { text: "x" })).status);
  expect(answers.slice(0, 30).every((status) => status === 200)).toBe(true);
  expect(answers.at(-1)).toBe(429);
});

test("the script is one file, and the same until it changes", async () => {
  const ask = (headers: HeadersInit = {}) => {
    const request = new Request("https://antiphon.test/widget.js", { headers });
    return script({ request, params: {}, context: {} } as unknown as ActionFunctionArgs);
  };
  const first = await ask();
  const text = await first.text();
  expect(first.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect(text).toContain("attachShadow");
  expect(text.length).toBeLessThan(40_000);
  const etag = first.headers.get("etag") ?? "";
  expect((await ask({ "if-none-match": etag })).status).toBe(304);
});
