import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { paths } from "#app/lib/paths.ts";
import { currentDatabase } from "#models/connection.server.ts";
import { findDelivery } from "#models/delivery.server.ts";
import { createAccount } from "#services/accounts.server.ts";
import { authFor } from "#services/auth.server.ts";
import { findOrCreateContact } from "#services/contacts.server.ts";
import { sendSingle } from "#services/outbox.server.ts";
import { requestPasswordReset } from "#services/sign-in.server.ts";
import { aStaffedWorkspace, cookieOf, type StaffedWorkspace } from "#tests/factories/workspace.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { type Product, publicUrl, startProduct } from "#tests/setup/web-process.ts";

/** Planted secrets and words of people, and where none of them may turn up: S25 of the security page. */

const planted = {
  accessToken: "CANARY-meta-access-token-5c1f",
  appSecret: "CANARY-meta-app-secret-77ab",
  verifyToken: "CANARY-meta-verify-token-90de",
  botToken: "700200:CANARY-telegram-bot-token-13aa",
  authToken: "CANARY-twilio-auth-token-42bb",
  password: "CANARY correct horse battery",
  wrongPassword: "CANARY wrong horse battery",
};
/** What people write and where they can be reached: on pages, never in a log. */
const personal = { words: "CANARY-words-of-a-person", phone: "31687654321" };

const database = useTestDatabase();
const now = new Date().toISOString();
const rt = testRuntime({ now, env: { SMTP_URL: "smtp://mail.test:587" } });
const bodies: { readonly from: string; readonly text: string }[] = [];
let provider: Server;
let product: Product;
let staff: StaffedWorkspace;
let cookie: string;
let accounts: Record<"whatsapp" | "telegram" | "sms-twilio", string>;
let resetToken: string;

/** The worst provider: it answers every call with an error that repeats what it was called with. */
async function startEcho(): Promise<Server> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { authorization = "" } = request.headers;
      const basic = Buffer.from(authorization.replace(/^Basic /, ""), "base64").toString();
      const message = `refused ${request.url} ${authorization} ${basic} ${body}`;
      const code = 100;
      const error = { error: { message, code }, code, message, description: message, ok: false };
      response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

async function makeAccounts(origin: string): Promise<typeof accounts> {
  const { accessToken, appSecret, verifyToken, botToken, authToken } = planted;
  const graph = { graphUrl: `${origin}/graph`, phoneNumberId: "106540000000009", wabaId: "1" };
  const twilio = { accountSid: `AC${"0".repeat(32)}`, from: "+3197010200777" };
  const given = {
    whatsapp: { accessToken, appSecret, verifyToken, ...graph },
    telegram: { botToken, webhookSecret: "canary-free-secret", apiBase: `${origin}/telegram` },
    "sms-twilio": { ...twilio, authToken, apiBase: `${origin}/twilio` },
  };
  const made: Record<string, string> = {};
  for (const [adapterId, values] of Object.entries(given)) {
    const { workspaceId } = staff;
    const saved = await createAccount({ workspaceId, adapterId, name: adapterId, values }, rt);
    if (!saved.ok) throw new Error(JSON.stringify(saved));
    made[adapterId] = saved.value._id;
  }
  return made as typeof accounts;
}

beforeAll(async () => {
  staff = await aStaffedWorkspace(rt);
  cookie = staff.members.owner.cookie;
  const { email } = staff.members.editor;
  await authFor(rt).api.changePassword({
    body: { currentPassword: "a phrase long enough", newPassword: planted.password },
    headers: new Headers({ cookie: await cookieOf(email, rt) }),
  });
  await requestPasswordReset({ email, clientAddress: "canary" }, rt);
  await vi.waitUntil(() => rt.mails.at(-1)?.to === email);
  resetToken = /\/reset\/(\S+)/.exec(rt.mails.at(-1)?.text ?? "")?.[1] ?? "";
  provider = await startEcho();
  const origin = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  accounts = await makeAccounts(origin);
  product = await startProduct({
    ...{ databaseUri: database.uri(), hasWorker: true, env: { EGRESS_ALLOWLIST: origin } },
  });
}, 300_000);

afterAll(async () => {
  await product.stop();
  provider.close();
});

interface Call {
  readonly form?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly isSignedOut?: boolean;
}

async function call(path: string, { form, body, headers, isSignedOut }: Call = {}) {
  const isPost = form !== undefined || body !== undefined;
  const sent = form ? new URLSearchParams(form) : body;
  const answer = await fetch(`${product.url}${path}`, {
    redirect: "manual",
    headers: { origin: publicUrl, ...(isSignedOut ? {} : { cookie }), ...headers },
    ...(isPost ? { method: "POST", body: sent ?? "" } : {}),
  });
  bodies.push({ from: path, text: await answer.text() });
  return answer;
}

function signed(body: string): string {
  return `sha256=${createHmac("sha256", planted.appSecret).update(body).digest("hex")}`;
}

function inboundCall(text: string): string {
  const metadata = { display_phone_number: "3197", phone_number_id: "106540000000009" };
  const timestamp = String(Math.floor(rt.now().getTime() / 1_000));
  const message = {
    from: personal.phone,
    id: "wamid.C1",
    timestamp,
    type: "text",
    text: { body: text },
  };
  const contacts = [{ profile: { name: "Nina" }, wa_id: personal.phone }];
  const value = { messaging_product: "whatsapp", metadata, contacts, messages: [message] };
  const changes = [{ field: "messages", value }];
  return JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "1", changes }] });
}

test("signing in, right and wrong, tells nobody the password", async () => {
  const { email } = staff.members.editor;
  const { password, wrongPassword } = planted;
  const form = (given: string, to = email) => ({ form: { email: to, password: given } });
  expect((await call("/login", { ...form(password), isSignedOut: true })).status).toBe(302);
  expect((await call("/login", { ...form(wrongPassword), isSignedOut: true })).status).toBe(401);
  const nobody = form(wrongPassword, "not an address");
  expect((await call("/login", { ...nobody, isSignedOut: true })).status).toBe(400);
  const change = { intent: "password", current: wrongPassword, next: "short" };
  expect((await call(paths.settingsProfile, { form: change })).status).toBe(400);
});

test("a reset link opens, fails and works without leaving its token behind", async () => {
  const address = `/reset/${resetToken}`;
  const page = await fetch(`${product.url}${address}`);
  expect([page.status, resetToken.length > 20]).toEqual([200, true]);
  const headers = { origin: publicUrl };
  for (const password of ["short", "CANARY another long phrase"]) {
    const body = new URLSearchParams({ password });
    const sent = { method: "POST", headers, body, redirect: "manual" } as const;
    const answer = await fetch(`${product.url}${address}`, sent);
    expect(await answer.text()).not.toContain(password === "short" ? "CANARY" : password);
  }
});

test("a provider that repeats our credentials is not repeated by us", async () => {
  for (const accountId of Object.values(accounts)) {
    const checked = await call(paths.channel(accountId), { form: { intent: "check" } });
    expect(checked.status).toBe(200);
  }
  const { contact } = await findOrCreateContact(
    {
      workspaceId: staff.workspaceId,
      identity: { kind: "phone", value: `+${personal.phone}`, accountId: null },
      name: "Nina",
    },
    rt,
  );
  for (const accountId of [accounts.whatsapp, accounts["sms-twilio"]]) {
    const { deliveryId } = await sendSingle(
      {
        ...{ workspaceId: staff.workspaceId, accountId, contactId: contact._id, isTest: true },
        address: { kind: "phone", value: `+${personal.phone}` },
        content: { type: "text", text: personal.words } as never,
        ...{ lane: "transactional", purpose: "service" },
      },
      rt,
    );
    await expect
      .poll(async () => (await findDelivery(deliveryId))?.state, { timeout: 10_000 })
      .toBe("failed");
    const detail = (await findDelivery(deliveryId))?.detail ?? "";
    expect(detail).not.toContain("CANARY-meta");
    expect(detail).not.toContain("CANARY-twilio");
  }
});

test("calls from providers, good and forged, leave only their result in the log", async () => {
  const body = inboundCall(personal.words);
  const door = "/webhooks/whatsapp";
  const send = (signature: string) =>
    call(door, { body, headers: { "x-hub-signature-256": signature }, isSignedOut: true });
  expect((await send(signed(body))).status).toBe(200);
  expect((await send(`sha256=${"0".repeat(64)}`)).status).toBe(401);
  const query = new URLSearchParams({
    ...{ "hub.mode": "subscribe", "hub.challenge": "1234" },
    "hub.verify_token": planted.verifyToken,
  });
  expect((await call(`${door}?${query}`, { isSignedOut: true })).status).toBe(200);
});

test("no page of the product shows a secret", async () => {
  const pages = [
    ...[paths.home, paths.channels, paths.channelJournal, paths.newChannel, paths.inbox],
    ...[paths.settingsProfile, paths.settingsSessions, paths.settingsMembers, paths.contacts],
    ...Object.values(accounts).map((accountId) => paths.channel(accountId)),
  ];
  const answers = await Promise.all(pages.map((page) => call(page)));
  expect(answers.map(({ status }) => status)).toEqual(pages.map(() => 200));
  const secrets = [...Object.values(planted), cookie.split("=")[1] ?? cookie];
  const told = bodies.flatMap(({ from, text }) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${from}: ${secret}`),
  );
  expect(told).toEqual([]);
}, 60_000);

test("no log line holds a secret, a person's words or a number", async () => {
  await expect.poll(() => product.printed()).toContain("member.sign-in-refused");
  const lines = product.printed().split("\n").filter(Boolean);
  expect(lines.length).toBeGreaterThan(20);
  const hidden = [...Object.values(planted), ...Object.values(personal), resetToken];
  const told = lines.filter((line) => hidden.some((secret) => line.includes(secret)));
  expect(told).toEqual([]);
  // One line, one JSON: what somebody else wrote cannot begin a line of its own.
  expect(lines.filter((line) => !isJson(line))).toEqual([]);
});

test("the database holds no credential and no password in clear", async () => {
  const found: string[] = [];
  for (const { name } of await currentDatabase().listCollections().toArray()) {
    for (const row of await currentDatabase().collection(name).find({}).toArray()) {
      const text = JSON.stringify(row);
      for (const secret of Object.values(planted)) {
        if (text.includes(secret)) found.push(`${name}: ${secret}`);
      }
    }
  }
  expect(found).toEqual([]);
});

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
