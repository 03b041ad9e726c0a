import { expect, test } from "vitest";
import type { SmtpAnswer, SmtpMail, WebhookRequest } from "../contract.ts";
import { aFile, aMessage, fixture, sendContext, testChannel, webhookRequest } from "../testkit.ts";
import type { Account } from "./account.ts";
import { encodeSend, serverOf } from "./encode.ts";
import { emailSmtp } from "./index.ts";
import { plainAddress, readTokenAddress, tokenAddress } from "./reply-address.ts";
import { envelopeHeaders } from "./webhook.ts";

const account: Account = {
  host: "mx.test",
  port: 587,
  secure: false,
  user: "quay",
  password: "smtp-password",
  fromAddress: "hello@quay.test",
  fromName: "Quay Books",
  replyAddress: "reply@in.quay.test",
  replySecret: "0123456789abcdef-secret",
  unsubscribeLabel: "Unsubscribe",
  dkimDomain: "quay.test",
  dkimSelector: "a1",
  dkimPrivateKey: "-----BEGIN PRIVATE KEY----- AAAA -----END PRIVATE KEY-----",
};
const deliveryId = "dlv_01JTESTRUN0123456789ABCDEF";
const unsubscribeUrl = "https://antiphon.example/unsubscribe/t0k?a=1&b=2";
const message = aMessage({
  deliveryId,
  to: { kind: "email", value: "nina@example.test" },
  content: {
    type: "email",
    subject: "Spring",
    text: "Hello",
    html: "<html><body><p>Hello</p></body></html>",
    attachments: [],
  },
  unsubscribeUrl,
});
const accepted: SmtpAnswer = {
  kind: "accepted",
  messageId: `<${deliveryId}@quay.test>`,
  response: "250",
};
const refused = (code: number, enhanced: string | null, response: string): SmtpAnswer => ({
  kind: "refused",
  code,
  enhanced,
  response,
});
const tokened = (kind: "r" | "b" | "u") => tokenAddress(kind, deliveryId, account) ?? "";
const received = (to: string, from = "nina@example.test"): Partial<WebhookRequest> => ({
  headers: { [envelopeHeaders.to]: to, [envelopeHeaders.from]: from },
});
const read = (name: string) => fixture(import.meta.url, name);

testChannel<Account>({
  adapter: emailSmtp,
  account,
  without: {},
  sign: (request, given) => emailSmtp.webhook.stamp?.(request, given) ?? request,
  outgoing: [
    {
      name: "a mail",
      covers: "ok",
      message,
      smtp: accepted,
      outcome: { kind: "accepted", externalIds: [`<${deliveryId}@quay.test>`] },
    },
    {
      name: "an unknown mailbox",
      covers: "opted-out",
      message,
      smtp: refused(550, "5.1.1", "550 5.1.1 No such user"),
      outcome: { kind: "recipient-gone", code: "5.1.1" },
    },
    {
      name: "a full mailbox is for later, even when said for good",
      message,
      smtp: refused(552, "5.2.2", "552 5.2.2 Over quota"),
      outcome: { kind: "unavailable" },
    },
    {
      name: "greylisted",
      covers: "throttled",
      message,
      smtp: refused(451, "4.7.1", "451 4.7.1 Greylisted, try again later"),
      outcome: { kind: "throttled", retryAfterMs: 300_000 },
    },
    {
      name: "a block list is no reason to give the person up",
      message,
      smtp: refused(550, "5.7.1", "550 5.7.1 Blocked: poor reputation"),
      outcome: { kind: "rejected", code: "5.7.1" },
    },
    {
      name: "unless the words say the address is dead",
      message,
      smtp: refused(550, "5.7.1", "550 5.7.1 user unknown"),
      outcome: { kind: "recipient-gone" },
    },
    {
      name: "a wrong password",
      message,
      smtp: refused(535, "5.7.8", "535 5.7.8 Authentication failed"),
      outcome: { kind: "account-broken" },
    },
    {
      name: "DMARC in the way",
      message,
      smtp: refused(550, "5.7.26", "550 5.7.26 Unauthenticated mail"),
      outcome: { kind: "account-broken" },
    },
    {
      name: "the server went away while it took the mail",
      covers: "unreadable",
      message,
      smtp: { kind: "ambiguous", detail: "reset after DATA" },
      outcome: { kind: "unknown" },
    },
    {
      name: "the server could not be reached",
      covers: "5xx",
      message,
      smtp: { kind: "not-sent", detail: "connect refused" },
      outcome: { kind: "unavailable" },
    },
    {
      name: "buttons are no part of a mail",
      message: aMessage({ content: { type: "buttons", text: "?", buttons: [] } }),
      outcome: { kind: "rejected", code: "unsupported-content" },
    },
  ],
  incoming: [
    {
      name: "an answer, without the mail it quotes",
      covers: "text",
      body: read("reply-gmail.eml"),
      request: received(tokened("r")),
      events: [
        {
          type: "message",
          externalId: "<CAF1@mail.example.test>",
          from: { kind: "email", value: "nina@example.test", name: "Nina de Boer" },
          content: {
            type: "text",
            text: "Yes please, two copies.\n\nNina",
            html: expect.stringContaining("two copies"),
          },
          inReplyTo: `<${deliveryId}@quay.test>`,
        },
      ],
    },
    {
      name: "an answer known by In-Reply-To alone, in Outlook's manner",
      body: read("reply-outlook.eml"),
      request: received("reply@in.quay.test"),
      events: [
        {
          type: "message",
          content: { type: "text", text: "Graag twee stuks." },
          inReplyTo: "<dlv_01JOLD@quay.test>",
        },
      ],
    },
    {
      name: "a new mail says what it is about",
      body: read("new-latin1.eml"),
      request: received("reply@in.quay.test"),
      events: [{ type: "message", content: { type: "text", text: "Café\n\nIs the café open?" } }],
    },
    {
      name: "a photo",
      covers: "media",
      body: read("photo.eml"),
      request: received(tokened("r")),
      events: [
        {
          type: "message",
          content: {
            type: "media",
            caption: "The quay",
            media: [
              {
                kind: "image",
                mimeType: "image/png",
                fileName: "quay.png",
                inline: "iVBORw0KGgo=",
              },
            ],
          },
        },
      ],
    },
    {
      name: "out of office",
      body: read("out-of-office.eml"),
      request: received(tokened("r"), ""),
      events: [{ type: "message", isAutomatic: true }],
    },
    {
      name: "a mail to the unsubscribe address",
      body: read("photo.eml"),
      request: received(tokened("u")),
      events: [
        { type: "opt-out", from: { kind: "email", value: "nina@example.test", name: null } },
      ],
    },
    {
      name: "a delivery report of an unknown mailbox",
      covers: "status",
      body: read("dsn-postfix.eml"),
      request: received(tokened("b"), ""),
      events: [
        {
          type: "status",
          status: "failed",
          echo: deliveryId,
          externalId: `<${deliveryId}@quay.test>`,
          failure: {
            code: "5.1.1",
            detail: "550 5.1.1 <nina@example.test>: Recipient address rejected: User unknown",
          },
          effect: "recipient-gone",
        },
      ],
    },
    {
      name: "a report known by the returned head alone",
      body: read("dsn-exchange.eml"),
      request: received("reply@in.quay.test", ""),
      events: [
        {
          type: "status",
          status: "failed",
          externalId: "<dlv_01JEXCHANGE@quay.test>",
          failure: { code: "5.2.2", detail: expect.any(String) },
        },
      ],
    },
    {
      name: "a bounce in prose",
      body: read("bounce-qmail.eml"),
      request: received(tokened("b"), ""),
      events: [{ type: "status", status: "failed", echo: deliveryId, effect: "recipient-gone" }],
    },
    {
      name: "a delay changes nothing",
      body: read("dsn-delayed.eml"),
      request: received(tokened("b"), ""),
      events: [{ type: "ignored", reason: "delay" }],
    },
    {
      name: "a complaint",
      body: read("arf.eml"),
      request: received("reply@in.quay.test", ""),
      events: [
        {
          type: "status",
          status: "failed",
          echo: "dlv_01JCOMPLAINT",
          failure: { code: "complaint", detail: "Marked as spam (feedback report)" },
          effect: "recipient-opted-out",
        },
      ],
    },
    {
      name: "our own mail coming back",
      covers: "junk",
      body: "From: a@b.test\r\nX-Antiphon-Delivery: dlv_1\r\nSubject: x\r\n\r\nloop",
      request: received("reply@in.quay.test"),
      events: [{ type: "ignored", reason: "own" }],
    },
    {
      name: "the same mail again is the same message",
      covers: "duplicate",
      body: read("reply-gmail.eml"),
      request: received(tokened("r")),
      events: [{ type: "message", externalId: "<CAF1@mail.example.test>" }],
    },
  ],
});

async function sentMail(over: Parameters<typeof aMessage>[0] = {}): Promise<SmtpMail> {
  const mails: SmtpMail[] = [];
  const smtp = (_server: unknown, mail: SmtpMail) => {
    mails.push(mail);
    return Promise.resolve(accepted);
  };
  await emailSmtp.send({ ...message, ...over }, sendContext(account, { smtp }));
  const [mail] = mails;
  if (!mail) throw new Error("no mail left");
  return mail;
}

test("a marketing mail can be left with one click, by mail and by a link people see", async () => {
  const mail = await sentMail();
  expect(mail.headers).toMatchObject({
    "List-Unsubscribe": `<${unsubscribeUrl}>, <mailto:${tokened("u")}?subject=unsubscribe>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "List-Id": '"Quay Books" <marketing.quay.test>',
    "Reply-To": `"Quay Books" <${tokened("r")}>`,
  });
  expect(mail.envelope).toEqual({ from: tokened("b"), to: "nina@example.test" });
  expect(mail.text).toContain(`Unsubscribe: ${unsubscribeUrl}`);
  expect(mail.html).toMatch(/t0k\?a=1&amp;b=2">Unsubscribe<\/a><\/p><\/body>/);
});

test("a link the template has itself is not added again", async () => {
  const text = `Leave: ${unsubscribeUrl}`;
  const mail = await sentMail({
    content: { type: "email", subject: "s", text, html: null, attachments: [] },
  });
  expect(mail.text).toBe(text);
});

test("an agent's answer offers no unsubscribe link and keeps the thread", async () => {
  const references = Array.from({ length: 30 }, (_, index) => `<m${index}@example.test>`);
  const mail = await sentMail({
    purpose: "service",
    unsubscribeUrl: null,
    inReplyTo: "<m30@example.test>",
    references,
    content: { type: "text", text: "Two copies are on the way" },
  });
  expect(mail.headers).not.toHaveProperty("List-Unsubscribe");
  expect(mail.inReplyTo).toBe("<m30@example.test>");
  expect(mail.references).toHaveLength(20);
  expect(mail.references?.[0]).toBe("<m0@example.test>");
  expect(mail.references?.at(-1)).toBe("<m30@example.test>");
});

test("every attempt at a delivery carries the same Message-ID", async () => {
  expect((await sentMail()).messageId).toBe((await sentMail()).messageId);
});

test("a name cannot start a header of its own", () => {
  const name = { ...account, fromName: 'Q"uay\r\nBcc: all@example.test' };
  const content = { type: "email", subject: "a\r\nBcc: b@c.test", text: "", html: null } as const;
  const encoded = encodeSend({ ...message, content: { ...content, attachments: [] } }, name, []);
  if (!encoded.ok) throw new Error(encoded.detail);
  const { from, subject, headers } = encoded.mail;
  expect([from, subject, ...Object.values(headers)].join("")).not.toMatch(/[\r\n]/);
});

test("files go along as attachments", async () => {
  const mail = await sentMail({
    content: { type: "media", media: aFile({ fileName: "quay.jpg" }), caption: "The quay" },
  });
  expect(mail.attachments).toEqual([
    { fileName: "quay.jpg", mimeType: "image/jpeg", content: new Uint8Array([1, 2, 3]) },
  ]);
});

test("a key that lost its line breaks is a key again", () => {
  expect(serverOf(account).dkim?.privateKey).toBe(
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
  );
});

test("a reply address survives a relay that folds case, and cannot be made up", () => {
  const address = tokened("r");
  expect(address.split("@")[0]?.length).toBeLessThanOrEqual(64);
  expect(readTokenAddress(address.toUpperCase(), account)).toEqual({ kind: "r", deliveryId });
  expect(readTokenAddress(address.replace("+r.", "+u."), account)).toBeNull();
  expect(readTokenAddress(address, { ...account, replySecret: "another-secret-00" })).toBeNull();
  expect(readTokenAddress("reply@in.quay.test", account)).toBeNull();
  expect(plainAddress(address)).toBe("reply@in.quay.test");
});

test("the account is found by the address the mail came to", () => {
  const request = webhookRequest("", received(tokened("r")));
  expect(emailSmtp.webhook.locate?.(request)).toEqual([emailSmtp.accountKey(account)]);
});

test("a changed envelope is refused like a changed mail", () => {
  const signed = emailSmtp.webhook.stamp?.(webhookRequest("a", received(tokened("r"))), account);
  if (!signed) throw new Error("not signed");
  const headers = { ...signed.headers, [envelopeHeaders.to]: tokened("u") };
  expect(emailSmtp.webhook.verify({ ...signed, headers }, account).ok).toBe(false);
});
