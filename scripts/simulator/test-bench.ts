import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, expect } from "vitest";
import type { ChannelAdapter, InboundEvent, SendOutcome } from "#channels/contract.ts";
import { createHttpClient, type HttpClient } from "#channels/http-client.server.ts";
import { messenger } from "#channels/messenger/index.ts";
import { aMessage, sendContext } from "#channels/testkit.ts";
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
export const number = { ...secrets, phoneNumberId: "106", wabaId: "102", displayNumber: "" };
export const page = { ...secrets, pageId: "206", appId: "77" };
export const phoneNumber = "+31612345678";
const psid = "7001234567890123";

interface Bench {
  simulator: Simulator;
  app: Server;
  appUrl: string;
  client: HttpClient;
  /** What the app's webhooks were told, verified and parsed by the adapters. */
  events: InboundEvent[];
  /** What the app answers to webhooks. */
  webhookStatus: number;
  /** Webhooks whose signature did not match. */
  refusals: number;
}

/** Filled before each test by `useBench`. */
export const bench = {} as Bench;

export async function call(path: string, body?: unknown, method = "POST"): Promise<unknown> {
  const answer = await fetch(`${bench.simulator.url}/sim/api/${path}`, {
    method: body === undefined ? "GET" : method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return answer.json();
}

async function receive(
  adapterId: string,
  body: Uint8Array,
  headers: Record<string, string>,
): Promise<void> {
  const request = { method: "POST", url: bench.appUrl, headers, body, now: new Date() };
  const take = async <Account>(
    adapter: ChannelAdapter<Account>,
    account: Account,
  ): Promise<void> => {
    const isOurs = adapter.webhook.verify(request, account).ok;
    if (isOurs) bench.events.push(...(await adapter.webhook.parse(request, account)));
    else bench.refusals += 1;
  };
  if (adapterId === "whatsapp") await take(whatsapp, { ...number, graphUrl: bench.simulator.url });
  else await take(messenger, { ...page, graphUrl: bench.simulator.url });
}

async function startApp(): Promise<void> {
  bench.app = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (request.url?.startsWith("/media/")) return void response.end("JPEG");
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      if (bench.webhookStatus === 200)
        void receive(request.url?.slice(1) ?? "", Buffer.concat(chunks), headers);
      response.writeHead(bench.webhookStatus).end();
    });
  });
  await new Promise<void>((resolve) => bench.app.listen(0, "127.0.0.1", resolve));
  const address = bench.app.address();
  bench.appUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

export async function start(options: SimulatorOptions = {}): Promise<void> {
  bench.simulator = await startSimulator({ receiptDelayMs: 5, ...options });
  const accounts = [
    { accountId: "acc_w", adapterId: "whatsapp", settings: number },
    { accountId: "acc_m", adapterId: "messenger", settings: page },
  ];
  for (const one of accounts) {
    const webhookUrl = `${bench.appUrl}/${one.adapterId}`;
    expect(await call("accounts", { ...one, name: "City Desk", webhookUrl })).toEqual({
      ok: true,
      baseUrl: `${bench.simulator.url}/graph`,
    });
  }
  const addresses = { messenger: psid };
  await call("people", { personId: "nina", name: "Nina é", phone: phoneNumber, addresses });
}

export function useBench(): void {
  beforeEach(async () => {
    bench.events = [];
    bench.webhookStatus = 200;
    bench.refusals = 0;
    bench.client = createHttpClient();
    await startApp();
  });

  afterEach(async () => {
    await bench.simulator.stop();
    await bench.client.close();
    bench.app.closeAllConnections();
    await new Promise((resolve) => bench.app.close(resolve));
  });
}

export const hello: MessageContent = { type: "text", text: "Hello" };
let count = 0;

export function sendWhatsapp(
  content: MessageContent = hello,
  over: { to?: string; deliveryId?: string; timeoutMs?: number } = {},
): Promise<SendOutcome> {
  count += 1;
  const to = { kind: "phone", value: over.to ?? phoneNumber };
  const message = aMessage({ to, content, deliveryId: over.deliveryId ?? `dlv_${count}` });
  const account = { ...number, graphUrl: `${bench.simulator.url}/graph` };
  const media = {
    url: () => `${bench.appUrl}/media/1.jpg`,
    bytes: () => Promise.resolve(new Uint8Array()),
  };
  const http: HttpClient["port"] = (request) =>
    bench.client.port({ ...request, timeoutMs: over.timeoutMs ?? 5_000 });
  return whatsapp.send(message, sendContext(account, { http, media }));
}

export function sendMessenger(content: MessageContent, deliveryId: string): Promise<SendOutcome> {
  const to = { kind: "messenger", value: psid };
  const account = { ...page, graphUrl: `${bench.simulator.url}/graph` };
  const message = aMessage({ to, content, deliveryId });
  return messenger.send(message, sendContext(account, { http: bench.client.port }));
}

export const ofType = <Type extends InboundEvent["type"]>(type: Type) =>
  bench.events.filter(
    (event): event is Extract<InboundEvent, { type: Type }> => event.type === type,
  );

export function seen<T>(read: () => T) {
  return expect.poll(read, { timeout: 5_000 });
}

interface PhoneJson {
  readonly threads: {
    readonly messages: { readonly messageId: string; readonly status: string }[];
  }[];
}
export const phone = async (id: string): Promise<PhoneJson["threads"][number]["messages"]> =>
  ((await call(`phones/${id}`)) as PhoneJson).threads[0]?.messages ?? [];

export async function ledger(): Promise<{ readonly echo: string | null; readonly to: string }[]> {
  const { entries } = (await call("ledger")) as { entries: { echo: string | null; to: string }[] };
  return entries;
}
