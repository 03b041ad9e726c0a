import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ChannelAdapter, InboundEvent, SendOutcome } from "#channels/contract.ts";
import { createHttpClient, type HttpClient } from "#channels/http-client.server.ts";
import { messenger } from "#channels/messenger/index.ts";
import { aFile, aMessage, sendContext } from "#channels/testkit.ts";
import { whatsapp } from "#channels/whatsapp/index.ts";
import type { MessageContent } from "#core/message/message.ts";
import { startSimulator, type Simulator, type SimulatorOptions } from "./start.ts";

/** The real adapters against the simulator over loopback; the app's side is a bare HTTP server. */

const secrets = {
  accessToken: "token",
  appSecret: "secret",
  verifyToken: "word",
  version: "v25.0",
};
const number = { ...secrets, phoneNumberId: "106", wabaId: "102", displayNumber: "" };
const page = { ...secrets, pageId: "206", appId: "77" };
const phoneNumber = "+31612345678";
const psid = "7001234567890123";

let simulator: Simulator;
let app: Server;
let appUrl: string;
let client: HttpClient;
let events: InboundEvent[];
/** What the app answers to webhooks. */
let webhookStatus: number;
let refusals: number;

async function call(path: string, body?: unknown, method = "POST"): Promise<unknown> {
  const answer = await fetch(`${simulator.url}/sim/api/${path}`, {
    method: body === undefined ? "GET" : method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return answer.json();
}

function receive(adapterId: string, body: Uint8Array, headers: Record<string, string>): void {
  const request = { method: "POST", url: appUrl, headers, body, now: new Date() };
  const take = <Account>(adapter: ChannelAdapter<Account>, account: Account): void => {
    const isOurs = adapter.webhook.verify(request, account).ok;
    if (isOurs) events.push(...adapter.webhook.parse(request, account));
    else refusals += 1;
  };
  if (adapterId === "whatsapp") take(whatsapp, { ...number, graphUrl: simulator.url });
  else take(messenger, { ...page, graphUrl: simulator.url });
}

async function startApp(): Promise<void> {
  app = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (request.url?.startsWith("/media/")) return void response.end("JPEG");
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      if (webhookStatus === 200)
        receive(request.url?.slice(1) ?? "", Buffer.concat(chunks), headers);
      response.writeHead(webhookStatus).end();
    });
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  const address = app.address();
  appUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

async function start(options: SimulatorOptions = {}): Promise<void> {
  simulator = await startSimulator({ receiptDelayMs: 5, ...options });
  const accounts = [
    { accountId: "acc_w", adapterId: "whatsapp", settings: number },
    { accountId: "acc_m", adapterId: "messenger", settings: page },
  ];
  for (const one of accounts) {
    const webhookUrl = `${appUrl}/${one.adapterId}`;
    expect(await call("accounts", { ...one, name: "City Desk", webhookUrl })).toEqual({
      ok: true,
      baseUrl: `${simulator.url}/graph`,
    });
  }
  const addresses = { messenger: psid };
  await call("people", { personId: "nina", name: "Nina é", phone: phoneNumber, addresses });
}

beforeEach(async () => {
  events = [];
  webhookStatus = 200;
  refusals = 0;
  client = createHttpClient();
  await startApp();
});

afterEach(async () => {
  await simulator.stop();
  await client.close();
  app.closeAllConnections();
  await new Promise((resolve) => app.close(resolve));
});

const hello: MessageContent = { type: "text", text: "Hello" };
let count = 0;

function sendWhatsapp(
  content: MessageContent = hello,
  over: { to?: string; deliveryId?: string; timeoutMs?: number } = {},
): Promise<SendOutcome> {
  count += 1;
  const to = { kind: "phone", value: over.to ?? phoneNumber };
  const message = aMessage({ to, content, deliveryId: over.deliveryId ?? `dlv_${count}` });
  const account = { ...number, graphUrl: `${simulator.url}/graph` };
  const media = {
    url: () => `${appUrl}/media/1.jpg`,
    bytes: () => Promise.resolve(new Uint8Array()),
  };
  const http: HttpClient["port"] = (request) =>
    client.port({ ...request, timeoutMs: over.timeoutMs ?? 5_000 });
  return whatsapp.send(message, sendContext(account, { http, media }));
}

function sendMessenger(content: MessageContent, deliveryId: string): Promise<SendOutcome> {
  const to = { kind: "messenger", value: psid };
  const account = { ...page, graphUrl: `${simulator.url}/graph` };
  const message = aMessage({ to, content, deliveryId });
  return messenger.send(message, sendContext(account, { http: client.port }));
}

const ofType = <Type extends InboundEvent["type"]>(type: Type) =>
  events.filter((event): event is Extract<InboundEvent, { type: Type }> => event.type === type);

const seen = <T>(read: () => T) => expect.poll(read, { timeout: 5_000 });

interface PhoneJson {
  readonly threads: {
    readonly messages: { readonly messageId: string; readonly status: string }[];
  }[];
}
const phone = async (id: string): Promise<PhoneJson["threads"][number]["messages"]> =>
  ((await call(`phones/${id}`)) as PhoneJson).threads[0]?.messages ?? [];

async function ledger(): Promise<{ readonly echo: string | null; readonly to: string }[]> {
  const { entries } = (await call("ledger")) as { entries: { echo: string | null; to: string }[] };
  return entries;
}

test("a WhatsApp message reaches the phone, and its receipts carry our id", async () => {
  await start();
  const outcome = await sendWhatsapp(hello, { deliveryId: "dlv_a" });
  expect(outcome.kind).toBe("accepted");
  await seen(() => ofType("status").map((one) => one.status)).toEqual(["sent", "delivered"]);
  await call("phones/nina~whatsapp/read", {});
  await seen(() => ofType("status").map((one) => `${one.status} ${one.echo}`)).toContain(
    "read dlv_a",
  );
  expect(await ledger()).toMatchObject([{ echo: "dlv_a", to: "31612345678" }]);
  expect(refusals).toBe(0);
});

test("a person without read receipts reads in silence", async () => {
  await start();
  await call("phones/nina~whatsapp/receipts", { isOn: false });
  await sendWhatsapp();
  await seen(() => ofType("status").length).toBe(2);
  await call("phones/nina~whatsapp/read", {});
  expect(await phone("nina~whatsapp")).toMatchObject([{ status: "read" }]);
  await call("phones/nina~whatsapp/say", { text: "Hi" });
  await seen(() => ofType("message").length).toBe(1);
  expect(ofType("status").map((one) => one.status)).not.toContain("read");
});

test("a typed answer comes back signed, accents and quote included", async () => {
  await start();
  await sendWhatsapp();
  const [sent] = await phone("nina~whatsapp");
  await call("phones/nina~whatsapp/say", { text: "Ja, café ☕", inReplyTo: sent?.messageId });
  await seen(() => ofType("message")).toMatchObject([
    {
      from: { kind: "phone", value: phoneNumber, name: "Nina é" },
      content: { type: "text", text: "Ja, café ☕" },
      inReplyTo: sent?.messageId,
      accountKey: "106",
    },
  ]);
});

test("a photo is resolved and downloaded with the token, and not without", async () => {
  await start();
  await call("phones/nina~whatsapp/photo", { caption: "Quay", sample: "flood" });
  await seen(() => ofType("message").length).toBe(1);
  const content = ofType("message")[0]?.content;
  if (content?.type !== "media") throw new Error("no photo came");
  const [media] = content.media;
  if (!media) throw new Error("no file came");
  const fetchAll = async (account: typeof number) => {
    const own = { ...account, graphUrl: `${simulator.url}/graph` };
    const first = whatsapp.fetchMedia?.(media, own, null);
    if (!first || "error" in first) throw new Error("no first step");
    const resolved = await client.port(first);
    const second = whatsapp.fetchMedia?.(media, own, resolved);
    if (!second || "error" in second) return { resolved, file: null };
    return { resolved, file: await client.port(second) };
  };
  const { file } = await fetchAll(number);
  if (file?.kind !== "answer") throw new Error("no file came");
  expect(file.headers["content-type"]).toBe("image/jpeg");
  expect([...file.body.slice(0, 2)]).toEqual([0xff, 0xd8]);
  expect(whatsapp.fetchMedia?.(media, { ...number, graphUrl: simulator.url }, file)).toBeNull();
  expect((await fetchAll({ ...number, accessToken: "other" })).file).toBeNull();
});

test("buttons, lists and template replies are pressed and told", async () => {
  await start();
  const yes = { type: "reply", id: "pub:yes", title: "Yes" } as const;
  await sendWhatsapp({ type: "buttons", text: "May we?", buttons: [yes] });
  const rows = [{ id: "t:traffic", title: "Traffic" }];
  const sections = [{ title: "News", rows }];
  await sendWhatsapp({ type: "list", text: "Topic?", buttonLabel: "Choose", sections });
  const template = {
    name: "spring",
    language: "en",
    body: ["Nina"],
    buttons: [{ index: 0, value: "stop", type: "reply" as const }],
  };
  await sendWhatsapp({ type: "template", template, preview: "Hi Nina" });
  const messages = await phone("nina~whatsapp");
  for (const [index, choiceId] of ["pub:yes", "t:traffic", "stop"].entries()) {
    const { messageId } = messages[index] ?? {};
    expect(await call("phones/nina~whatsapp/press", { messageId, choiceId })).toEqual({ ok: true });
  }
  await seen(() => ofType("message").map((one) => one.content)).toMatchObject([
    { type: "choice", id: "pub:yes" },
    { type: "choice", id: "t:traffic" },
    { type: "choice", id: "stop" },
  ]);
  expect(ofType("message").map((one) => one.inReplyTo)).toEqual(messages.map((m) => m.messageId));
});

test("a blocked sender learns it late on WhatsApp and at once on Messenger", async () => {
  await start();
  await call("phones/nina~whatsapp/block", { isBlocked: true });
  await call("phones/nina~messenger/block", { isBlocked: true });
  expect(await sendWhatsapp()).toMatchObject({ kind: "accepted" });
  await seen(() => ofType("status")).toMatchObject([
    { status: "failed", effect: "recipient-gone", failure: { code: "131026" } },
  ]);
  expect(await sendMessenger(hello, "dlv_b")).toMatchObject({ kind: "recipient-gone" });
  expect(await phone("nina~whatsapp")).toEqual([]);
});

test("Messenger: echo, watermarks, postback, quick reply, reaction", async () => {
  await start();
  const yes = { type: "reply", id: "y", title: "Yes" } as const;
  await sendMessenger({ type: "buttons", text: "May we?", buttons: [yes] }, "dlv_m");
  await seen(() => ofType("status")).toMatchObject([{ status: "accepted", echo: "dlv_m" }]);
  await seen(() => ofType("watermark").map((one) => one.status)).toEqual(["delivered"]);
  const sections = [{ title: "", rows: [{ id: "t", title: "Traffic" }] }];
  await sendMessenger({ type: "list", text: "Topic?", buttonLabel: "", sections }, "dlv_n");
  const [first, second] = await phone("nina~messenger");
  await call("phones/nina~messenger/press", { messageId: first?.messageId, choiceId: "y" });
  await call("phones/nina~messenger/press", { messageId: second?.messageId, choiceId: "t" });
  await call("phones/nina~messenger/react", { messageId: first?.messageId, emoji: "❤️" });
  await seen(() => ofType("message").map((one) => one.content)).toMatchObject([
    { type: "choice", id: "y", title: "Yes" },
    { type: "choice", id: "t", title: "Traffic" },
  ]);
  await seen(() => ofType("reaction")).toMatchObject([{ target: first?.messageId, emoji: "❤️" }]);
  expect(ofType("watermark").map((one) => one.status)).toContain("read");
});

test("Messenger: a photo comes as an open link", async () => {
  await start();
  await call("phones/nina~messenger/photo", { sample: "shop" });
  await seen(() => ofType("message").length).toBe(1);
  const content = ofType("message")[0]?.content;
  const url = content?.type === "media" ? content.media[0]?.url : undefined;
  const answer = await fetch(url ?? "");
  expect(answer.headers.get("content-type")).toBe("image/jpeg");
});

test("media given as a link is fetched by the provider and stands on the phone", async () => {
  await start();
  const content = { type: "media", media: aFile(), caption: "Quay" } as const;
  await sendWhatsapp(content);
  const [sent] = (await phone("nina~whatsapp")) as unknown as [
    { content: { media: { mediaId: string }[] } },
  ];
  const file = `${simulator.url}/sim/media/${sent.content.media[0]?.mediaId}`;
  await expect.poll(async () => (await fetch(file)).status, { timeout: 5_000 }).toBe(200);
});

test.for([
  ["throttle", { kind: "throttled", retryAfterMs: 3_000 }, 0],
  ["error-before", { kind: "unknown" }, 0],
  ["error-after", { kind: "unknown" }, 1],
  ["timeout", { kind: "unknown" }, 1],
  ["reset-before", { kind: "unknown" }, 0],
  ["reset-after", { kind: "unknown" }, 1],
  ["malformed", { kind: "unknown" }, 1],
  ["empty", { kind: "unknown" }, 1],
  ["expired-token", { kind: "account-broken", code: "190" }, 0],
  ["invalid-number", { kind: "recipient-gone" }, 0],
] as const)(
  "fault %s: what the adapter says, and what the ledger holds",
  async ([kind, outcome, held]) => {
    await start();
    await call("faults", { accountId: "acc_w", kind, retryAfterS: 3 });
    expect(await sendWhatsapp(hello, { timeoutMs: 400 })).toMatchObject(outcome);
    expect(await ledger()).toHaveLength(held);
    expect(await sendWhatsapp()).toMatchObject({ kind: "accepted" });
  },
);

test("a fault with a share hits that share, the same each time for one seed", async () => {
  await start();
  const kinds = async (): Promise<string> => {
    const fault = { accountId: "acc_w", kind: "throttle", times: null, share: 0.5, seed: 7 };
    await call("faults", fault);
    let said = "";
    for (let index = 0; index < 20; index += 1) said += (await sendWhatsapp()).kind.at(0);
    await call("faults?accountId=acc_w", {}, "DELETE");
    return said;
  };
  const first = await kinds();
  expect(first).toMatch(/^[at]{20}$/);
  expect(new Set(first).size).toBe(2);
  expect(await kinds()).toBe(first);
});

test("a webhook the app did not take comes again", async () => {
  await start();
  webhookStatus = 503;
  await sendWhatsapp();
  await expect
    .poll(async () => ((await call("callbacks")) as { failed: number }).failed, { timeout: 5_000 })
    .toBeGreaterThan(0);
  expect(events).toEqual([]);
  webhookStatus = 200;
  await seen(() =>
    ofType("status")
      .map((one) => one.status)
      .toSorted(),
  ).toEqual(["delivered", "sent"]);
});

test("requests the provider would refuse are refused", async () => {
  await start();
  const post = async (path: string, body: unknown, token = "token") => {
    const headers = { authorization: `Bearer ${token}` };
    const url = `${simulator.url}/graph${path}`;
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as unknown };
  };
  const text = { messaging_product: "whatsapp", to: "316", type: "text", text: { body: "x" } };
  expect(await post("/106/messages", text)).toMatchObject({ status: 400 });
  expect(await post("/v25.0/106/messages", text, "wrong")).toMatchObject({
    status: 401,
    body: { error: { code: 190 } },
  });
  const long = { ...text, text: { body: "x".repeat(4_097) } };
  expect(await post("/v25.0/106/messages", long)).toMatchObject({ status: 400 });
  const component = { type: "body", parameters: [{ type: "text", text: "a\nb" }] };
  const template = { name: "t", language: { code: "en" }, components: [component] };
  const bad = { ...text, type: "template", template };
  expect(await post("/v25.0/106/messages", bad)).toMatchObject({
    body: { error: { code: 132_012 } },
  });
  expect(await ledger()).toEqual([]);
});

test("check works with the right token and says what to do with a wrong one", async () => {
  await start();
  const graphUrl = `${simulator.url}/graph`;
  const http = client.port;
  expect(await whatsapp.check(sendContext({ ...number, graphUrl }, { http }))).toMatchObject({
    ok: true,
    detail: expect.stringContaining("City Desk") as string,
  });
  const wrong = { ...page, graphUrl, accessToken: "wrong" };
  expect(await messenger.check(sendContext(wrong, { http }))).toMatchObject({ ok: false });
});

test("phones survive a restart, half a line and all; a reset forgets them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "simulator-"));
  await start({ folder });
  await sendWhatsapp();
  await call("phones/nina~whatsapp/photo", { sample: "flood" });
  const before = await phone("nina~whatsapp");
  await simulator.stop();
  const journal = join(folder, "desk.jsonl");
  await writeFile(journal, (await readFile(journal, "utf8")) + '{"t":"message","mes');
  simulator = await startSimulator({ folder });
  expect(await phone("nina~whatsapp")).toMatchObject(
    before.map(({ messageId }) => ({ messageId })),
  );
  await call("reset", {});
  expect(await call("phones")).toEqual({ phones: [] });
  await simulator.stop();
  simulator = await startSimulator({ folder });
  expect(await call("phones")).toEqual({ phones: [] });
  await rm(folder, { recursive: true });
});

test("the page shows text as text and keeps secrets to itself", async () => {
  await start();
  await call("phones/nina~whatsapp/say", { text: '<script>alert(1)</script>"' });
  const answer = await fetch(`${simulator.url}/`);
  const text = await answer.text();
  expect(text).toContain("&#60;script&#62;");
  expect(text).not.toContain("<script>alert");
  expect(answer.headers.get("content-security-policy")).toContain("script-src 'self'");
  const shown = text + JSON.stringify(await call("accounts"));
  for (const secret of [number.appSecret, number.accessToken]) {
    expect(shown).not.toContain(`"${secret}"`);
  }
});

test.for([
  [{ origin: "https://elsewhere.example" }, 403],
  [{ origin: "null" }, 403],
  [{}, 200],
] as const)("a page of another site cannot reach the desk: %j", async ([headers, status]) => {
  await start();
  const answer = await client.port({
    method: "GET",
    url: `${simulator.url}/sim/api/phones`,
    headers,
  });
  expect(answer).toMatchObject({ kind: "answer", status });
});

test("the ledger file holds every accept before it is answered", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ledger-"));
  const ledgerFile = join(folder, "ledger.jsonl");
  await start({ ledgerFile });
  const sent = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const deliveryId = `dlv_${index}`;
      const outcome = await sendWhatsapp(hello, { to: `+3161${1_000_000 + index}`, deliveryId });
      const lines = await readFile(ledgerFile, "utf8");
      return outcome.kind === "accepted" && lines.includes(`"echo":"${deliveryId}"`);
    }),
  );
  expect(sent.every(Boolean)).toBe(true);
  const lines = (await readFile(ledgerFile, "utf8")).trim().split("\n");
  expect(lines).toHaveLength(200);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    adapterId: "whatsapp",
    accountId: "acc_w",
    to: expect.stringMatching(/^3161/) as string,
    echo: expect.stringMatching(/^dlv_/) as string,
  });
  await seen(() => ofType("status").filter((one) => one.status === "delivered").length).toBe(200);
  await rm(folder, { recursive: true });
});
