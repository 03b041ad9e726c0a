import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { request as httpRequest } from "undici";
import type { ChannelAdapter, HttpPort, WebhookRequest } from "#channels/contract.ts";
import { smsTwilio } from "#channels/sms-twilio/index.ts";
import { telegram } from "#channels/telegram/index.ts";
import { aMessage, sendContext } from "#channels/testkit.ts";
import { startSimulator, type Simulator } from "../start.ts";

/** The real adapters against the simulator, both ways: what it signs is what they verify. */

let simulator: Simulator;
let appUrl: string;
const calls: WebhookRequest[] = [];

const app = createServer((request, response) => {
  void readAll(request).then((body) => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const { method = "", url = "" } = request;
    calls.push({ method, url: appUrl + url, headers, body, now: new Date() });
    response.end();
  });
});

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

beforeAll(async () => {
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  simulator = await startSimulator({ port: 0, receiptDelayMs: 5 });
  const person = { personId: "ana", name: "Ana Lima", phone: "+31612345678", locale: "nl" };
  await api("people", { ...person, addresses: { telegram: "700100200" } });
});

afterAll(async () => {
  await simulator.stop();
  await new Promise((resolve) => app.close(resolve));
});

async function api(path: string, body: unknown): Promise<unknown> {
  const answer = await httpRequest(`${simulator.url}/sim/api/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const read = await answer.body.json();
  if (answer.statusCode !== 200) throw new Error(JSON.stringify(read));
  return read;
}

const http: HttpPort = async ({ method, url, headers, body }) => {
  try {
    const answer = await httpRequest(url, {
      method,
      headers,
      body: body === undefined ? null : Buffer.from(body),
    });
    const bytes = new Uint8Array(await answer.body.arrayBuffer());
    const given = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
    return {
      kind: "answer",
      status: answer.statusCode,
      headers: Object.fromEntries(given),
      body: bytes,
    };
  } catch (error) {
    return { kind: "ambiguous", detail: String(error) };
  }
};

async function nextCall<Account>(adapter: ChannelAdapter<Account>, account: Account) {
  await expect.poll(() => calls.length, { timeout: 5_000 }).toBeGreaterThan(0);
  const [call] = calls.splice(0, 1);
  if (!call) throw new Error("no call came");
  expect(adapter.webhook.verify(call, account)).toEqual({ ok: true });
  return (await adapter.webhook.parse(call, account))[0];
}

test("Telegram: out, answered, pressed, blocked", async () => {
  const account = { botToken: "123456:AAtelegramToken", webhookSecret: "quay-secret", apiBase: "" };
  account.apiBase = `${simulator.url}/telegram`;
  await api("accounts", {
    accountId: "acc_t",
    adapterId: "telegram",
    name: "Quay",
    settings: account,
  });
  const context = sendContext(account, { http, accountId: "acc_t", publicUrl: appUrl });
  expect(await telegram.check(context)).toMatchObject({ ok: true });
  const to = { kind: "telegram", value: "700100200" };
  const buttons = [{ type: "reply", id: "yes", title: "Yes" }] as const;
  const sent = await telegram.send(
    aMessage({ to, content: { type: "buttons", text: "Coming?", buttons } }),
    context,
  );
  if (sent.kind !== "accepted") throw new Error(JSON.stringify(sent));
  const [id] = sent.externalIds;

  await api("phones/ana~telegram/press", { messageId: id, choiceId: "yes" });
  expect(await nextCall(telegram, account)).toMatchObject({
    type: "message",
    content: { type: "choice", id: "yes", title: "Yes" },
    inReplyTo: id,
  });
  await api("phones/ana~telegram/say", { text: "At eight?", inReplyTo: id });
  expect(await nextCall(telegram, account)).toMatchObject({
    type: "message",
    from: { value: "700100200", name: "Ana Lima", locale: "nl" },
    content: { type: "text", text: "At eight?" },
    inReplyTo: id,
  });
  await api("phones/ana~telegram/photo", { caption: "Here", sample: "flood" });
  const photo = await nextCall(telegram, account);
  expect(photo).toMatchObject({ type: "message", content: { type: "media", caption: "Here" } });
  if (photo?.type !== "message" || photo.content.type !== "media") throw new Error("no photo");
  const [media] = photo.content.media;
  if (!media) throw new Error("no file");
  const first = telegram.fetchMedia?.(media, account, null);
  if (!first || "error" in first) throw new Error("no first request");
  const named = await http(first);
  const second = telegram.fetchMedia?.(media, account, named);
  if (!second || "error" in second) throw new Error("no second request");
  const bytes = await http(second);
  expect(telegram.fetchMedia?.(media, account, bytes)).toBeNull();
  expect(bytes.kind === "answer" && Buffer.from(bytes.body.subarray(0, 2)).toString("hex")).toBe(
    "ffd8",
  );

  await api("phones/ana~telegram/block", { isBlocked: true });
  expect(await nextCall(telegram, account)).toMatchObject({ type: "opt-out" });
  expect(await telegram.send(aMessage({ to }), context)).toMatchObject({
    kind: "recipient-opted-out",
  });
  await api("phones/ana~telegram/block", { isBlocked: false });
  expect(await nextCall(telegram, account)).toMatchObject({ type: "opt-in" });

  await api("faults", { accountId: "acc_t", kind: "throttle", retryAfterS: 7 });
  expect(await telegram.send(aMessage({ to }), context)).toMatchObject({ retryAfterMs: 7_000 });
  await api("faults", { accountId: "acc_t", kind: "error-after" });
  expect(await telegram.send(aMessage({ to }), context)).toMatchObject({ kind: "unknown" });
  await api("faults", { accountId: "acc_t", kind: "malformed" });
  expect(await telegram.send(aMessage({ to }), context)).toMatchObject({ kind: "unknown" });
  await api("faults", { accountId: "acc_t", kind: "expired-token" });
  expect(await telegram.send(aMessage({ to }), context)).toMatchObject({ kind: "account-broken" });
  await api("faults", { accountId: "acc_t", kind: "invalid-number" });
  expect(await telegram.send(aMessage({ to }), context)).toMatchObject({ kind: "recipient-gone" });
});

test("Twilio: out with receipts of our id, in with a photo, faults", async () => {
  const account = {
    accountSid: "AC00000000000000000000000000000001",
    authToken: "twilio-token-1",
    from: "+3197010200000",
    apiBase: `${simulator.url}/twilio`,
  };
  const webhookUrl = `${appUrl}/webhooks/sms-twilio/acc_s`;
  await api("accounts", {
    accountId: "acc_s",
    adapterId: "sms-twilio",
    name: "Quay",
    settings: account,
    webhookUrl,
  });
  const context = sendContext(account, { http, accountId: "acc_s", publicUrl: appUrl });
  expect(await smsTwilio.check(context)).toEqual({ ok: true, facts: { name: "Quay" } });
  const sent = await smsTwilio.send(aMessage(), context);
  if (sent.kind !== "accepted") throw new Error(JSON.stringify(sent));
  for (const status of ["sent", "delivered"]) {
    expect(await nextCall(smsTwilio, account)).toMatchObject({
      type: "status",
      status,
      externalId: sent.externalIds[0],
      echo: "dlv_01JTEST",
    });
  }
  await api("phones/ana~sms-twilio/photo", { caption: "Look", sample: "shop" });
  const photo = await nextCall(smsTwilio, account);
  if (photo?.type !== "message" || photo.content.type !== "media") throw new Error("no photo");
  expect(photo.content.caption).toBe("Look");
  const [media] = photo.content.media;
  const request = media && smsTwilio.fetchMedia?.(media, account, null);
  if (!request || "error" in request) throw new Error("no request");
  expect(await http(request)).toMatchObject({ kind: "answer", status: 200 });

  await api("faults", { accountId: "acc_s", kind: "throttle", retryAfterS: 3 });
  expect(await smsTwilio.send(aMessage(), context)).toMatchObject({ retryAfterMs: 3_000 });
  await api("faults", { accountId: "acc_s", kind: "error-before" });
  expect(await smsTwilio.send(aMessage(), context)).toMatchObject({ kind: "unknown" });
  await api("faults", { accountId: "acc_s", kind: "expired-token" });
  expect(await smsTwilio.send(aMessage(), context)).toMatchObject({ kind: "account-broken" });
  await api("phones/ana~sms-twilio/block", { isBlocked: true });
  calls.splice(0);
  expect(await smsTwilio.send(aMessage(), context)).toMatchObject({ kind: "accepted" });
  expect(await nextCall(smsTwilio, account)).toMatchObject({
    status: "failed",
    failure: { code: "30004" },
  });
});
