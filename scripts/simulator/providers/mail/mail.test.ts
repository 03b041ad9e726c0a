import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { request } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Account } from "#channels/email-smtp/account.ts";
import { emailSmtp } from "#channels/email-smtp/index.ts";
import { aMessage, sendContext } from "#channels/testkit.ts";
import { createSmtpClient } from "#services/smtp-port.server.ts";
import { startSimulator, type Simulator } from "../../start.ts";

/** The real adapter and SMTP client against the mail side; a receiver like ours at the other end. */

interface Received {
  readonly from: string;
  readonly to: string;
  readonly body: Buffer;
}

let simulator: Simulator;
let account: Account;
const received: Received[] = [];
const client = createSmtpClient();

const receiver = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const { mailFrom, rcptTo } = session.envelope;
      const from = mailFrom === false ? "" : mailFrom.address;
      received.push({ from, to: rcptTo[0]?.address ?? "", body: Buffer.concat(chunks) });
      done();
    });
  },
});

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  simulator = await startSimulator({ port: 0, receiptDelayMs: 5 });
  const where = await request(`${simulator.url}/mail/smtp`);
  const { host, port } = (await where.body.json()) as { host: string; port: number };
  account = {
    host,
    port,
    secure: false,
    fromAddress: "hello@quay.test",
    fromName: "Quay Books",
    replyAddress: "reply@in.quay.test",
    replySecret: "0123456789abcdef-secret",
    unsubscribeLabel: "Unsubscribe",
  };
  const webhookUrl = `smtp://127.0.0.1:${(receiver.server.address() as AddressInfo).port}`;
  const one = { accountId: "acc_m", adapterId: "email-smtp", name: "Quay Books" };
  await api("accounts", { ...one, webhookUrl, settings: account });
  await api("people", { personId: "nina", name: "Nina de Boer", email: "nina@example.test" });
});

afterAll(async () => {
  client.close();
  await simulator.stop();
  await new Promise<void>((resolve) => receiver.close(resolve));
});

async function api(path: string, body: unknown): Promise<void> {
  const answer = await request(`${simulator.url}/sim/api/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(text);
}

const deliveryId = "dlv_01JTESTRUN0123456789ABCDEF";

function send(id = deliveryId) {
  const message = aMessage({
    deliveryId: id,
    to: { kind: "email", value: "nina@example.test" },
    content: { type: "email", subject: "Spring", text: "Hello Nina", html: null, attachments: [] },
  });
  return emailSmtp.send(message, sendContext(account, { smtp: client.port }));
}

async function nextEvents() {
  await expect.poll(() => received.length, { timeout: 5_000 }).toBeGreaterThan(0);
  const [mail] = received.splice(0, 1);
  if (!mail) throw new Error("no mail came");
  const headers = { "x-antiphon-mail-from": mail.from, "x-antiphon-rcpt-to": mail.to };
  const url = "https://antiphon.test/webhooks/email-smtp";
  const call = { method: "POST", url, headers, body: mail.body, now: new Date() };
  return emailSmtp.webhook.parse(call, account);
}

test("a mail is read on the phone and answered in its thread, with a photo", async () => {
  expect(await send()).toMatchObject({ kind: "accepted" });
  await api("phones/nina~email-smtp/say", { text: "Two copies please" });
  expect(await nextEvents()).toMatchObject([
    {
      type: "message",
      from: { kind: "email", value: "nina@example.test", name: "Nina de Boer" },
      content: { type: "text", text: "Two copies please" },
      inReplyTo: `<${deliveryId}@quay.test>`,
    },
  ]);
  await api("phones/nina~email-smtp/photo", { caption: "Like this", sample: "shop" });
  expect(await nextEvents()).toMatchObject([
    {
      type: "message",
      content: { type: "media", caption: "Like this", media: [{ mimeType: "image/jpeg" }] },
    },
  ]);
});

test("a blocked sender gets a delivery report that names the delivery", async () => {
  await api("phones/nina~email-smtp/block", { isBlocked: true });
  expect(await send("dlv_01JTESTRUN0123456789BOUNCE")).toMatchObject({ kind: "accepted" });
  expect(await nextEvents()).toMatchObject([
    {
      type: "status",
      status: "failed",
      echo: "dlv_01JTESTRUN0123456789BOUNCE",
      effect: "recipient-gone",
    },
  ]);
  await api("phones/nina~email-smtp/block", { isBlocked: false });
});

test.for([
  ["throttle", "throttled"],
  ["error-before", "unavailable"],
  ["expired-token", "account-broken"],
  ["invalid-number", "recipient-gone"],
  ["reset-after", "unknown"],
  ["malformed", "unknown"],
] as const)("%s is %s to the adapter", async ([kind, outcome]) => {
  await api("faults", { accountId: "acc_m", kind });
  expect(await send()).toMatchObject({ kind: outcome });
});

test("a mail of the house gets a mailbox of its own", async () => {
  const smtp = { ...account, fromAddress: "no-reply@antiphon.test" };
  const message = aMessage({
    to: { kind: "email", value: "owner@example.test" },
    content: { type: "email", subject: "Reset", text: "Link", html: null, attachments: [] },
  });
  const sent = await emailSmtp.send(message, sendContext(smtp, { smtp: client.port }));
  expect(sent).toMatchObject({ kind: "accepted" });
  const phones = await request(`${simulator.url}/sim/api/phones?adapterId=email-smtp`);
  expect(await phones.body.text()).toContain("mail-owner@example.test");
});
