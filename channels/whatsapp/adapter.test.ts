import { expect, test } from "vitest";
import type { MessageContent } from "#core/message/message.ts";
import type { HttpRequest } from "../contract.ts";
import { hmac } from "../shared/signature.ts";
import {
  aFile,
  aMessage,
  answered,
  fixture,
  sendContext,
  sendOnce,
  testChannel,
  testNow,
  webhookRequest,
} from "../testkit.ts";
import type { Account } from "./account.ts";
import { flatten } from "./encode-template.ts";
import { whatsapp } from "./index.ts";

const account: Account = {
  accessToken: "EAAG-token-of-whatsapp",
  appSecret: "app_secret_for_tests",
  verifyToken: "our-verify-word",
  graphUrl: "https://graph.facebook.com",
  version: "v25.0",
  phoneNumberId: "106540000000001",
  wabaId: "102290129340398",
  displayNumber: "+31 20 555 0100",
};

const read = (name: string): Uint8Array => fixture(import.meta.url, name);
const accepted = answered(200, new TextDecoder().decode(read("answer-accepted.json")));
const refused = (status: number, code: number, more: object = {}) =>
  answered(status, { error: { message: "words", type: "OAuthException", code, ...more } });

function bodyOf(requests: readonly HttpRequest[]): unknown {
  return JSON.parse(String(requests[0]?.body));
}

const at = new Date(1_797_000_000_000);
const nina = { kind: "phone", value: "+31612345678", name: "Nina" };
const accountKey = "106540000000001";

testChannel({
  adapter: whatsapp,
  account,
  sign: (request, { appSecret: key }) => {
    const body = request.body;
    const signature = hmac({ algorithm: "sha256", encoding: "hex", key, body });
    const headers = { ...request.headers, "x-hub-signature-256": `sha256=${signature}` };
    return { ...request, headers };
  },
  outgoing: [
    {
      name: "text, taken",
      covers: "ok",
      answer: accepted,
      outcome: { kind: "accepted", externalIds: ["wamid.HBgL"] },
      requests: (requests) => {
        expect(requests[0]?.url).toMatch(/^https:\/\/graph\.facebook\.com\/v\d+\.\d+\/106540/);
        expect(requests[0]?.headers.authorization).toBe(`Bearer ${account.accessToken}`);
        expect(bodyOf(requests)).toEqual({
          messaging_product: "whatsapp",
          recipient_type: "individual",
          to: "31612345678",
          biz_opaque_callback_data: "dlv_01JTEST",
          type: "text",
          text: { preview_url: true, body: "Hello Nina" },
        });
      },
    },
    {
      name: "throughput of the number, with their wait",
      covers: "throttled",
      answer: answered(429, { error: { code: 130_429 } }, { "retry-after": "7" }),
      outcome: { kind: "throttled", retryAfterMs: 7_000, code: "130429" },
    },
    {
      name: "403 that means later: pair rate",
      answer: refused(403, 131_056),
      outcome: { kind: "throttled", retryAfterMs: 6_000 },
    },
    {
      name: "403 that means later: throughput",
      answer: refused(403, 130_429),
      outcome: { kind: "throttled", retryAfterMs: null },
    },
    {
      name: "marketing stopped by the person",
      covers: "opted-out",
      answer: refused(400, 131_050),
      outcome: { kind: "recipient-opted-out", code: "131050" },
    },
    {
      name: "server failed: may be on its way",
      covers: "5xx",
      answer: refused(500, 131_000),
      outcome: { kind: "unknown" },
    },
    { name: "a gateway's page", answer: answered(502, "<html>"), outcome: { kind: "unknown" } },
    {
      name: "a page instead of an answer",
      covers: "unreadable",
      answer: answered(200, "<html>check</html>"),
      outcome: { kind: "unknown" },
    },
    { name: "an empty 200", answer: answered(200, ""), outcome: { kind: "unknown" } },
    { name: "200 without an id", answer: answered(200, {}), outcome: { kind: "unknown" } },
    {
      name: "200 with an unknown error inside",
      answer: refused(200, 987_654),
      outcome: { kind: "unknown" },
    },
    { name: "window closed", answer: refused(400, 131_047), outcome: { kind: "window-closed" } },
    { name: "not on WhatsApp", answer: refused(400, 131_026), outcome: { kind: "recipient-gone" } },
    { name: "token expired", answer: refused(401, 190), outcome: { kind: "account-broken" } },
    { name: "permission", answer: refused(403, 200), outcome: { kind: "account-broken" } },
    { name: "template paused", answer: refused(400, 132_015), outcome: { kind: "rejected" } },
    {
      name: "wrong parameter, with Meta's own words",
      answer: refused(400, 132_012, { error_data: { details: "Parameter 2 has a newline" } }),
      outcome: { kind: "rejected", code: "132012", detail: "Parameter 2 has a newline" },
    },
    { name: "overloaded", answer: refused(400, 131_016), outcome: { kind: "unavailable" } },
    { name: "moved elsewhere", answer: answered(302, ""), outcome: { kind: "rejected" } },
    {
      name: "an e-mail has no shape here",
      message: aMessage({
        content: { type: "email", subject: "s", text: "t", html: null, attachments: [] },
      }),
      answer: accepted,
      outcome: { kind: "rejected", code: "unsupported-content" },
      requests: (requests) => expect(requests).toEqual([]),
    },
  ],
  incoming: [
    {
      name: "text",
      covers: "text",
      body: read("text.json"),
      events: [
        {
          type: "message",
          externalId: "wamid.IN1",
          at,
          accountKey,
          from: nina,
          content: { type: "text", text: "There is smoke on Quay street, café side" },
        },
      ],
    },
    {
      name: "photo with a caption that quotes ours",
      covers: "media",
      body: read("image.json"),
      events: [
        {
          type: "message",
          inReplyTo: "wamid.OUT1",
          content: {
            type: "media",
            caption: "From my window",
            media: [
              { kind: "image", providerId: "1754951608", mimeType: "image/jpeg", fileName: null },
            ],
          },
        },
      ],
    },
    {
      name: "document",
      body: read("document.json"),
      events: [
        {
          type: "message",
          content: {
            type: "media",
            caption: "",
            media: [
              {
                kind: "document",
                providerId: "1754951609",
                mimeType: "application/pdf",
                fileName: "permit.pdf",
              },
            ],
          },
        },
      ],
    },
    {
      name: "delivered, with our id",
      covers: "status",
      body: read("status-delivered.json"),
      events: [
        {
          type: "status",
          status: "delivered",
          externalId: "wamid.OUT1",
          echo: "dlv_01JTEST",
          at: new Date(1_797_000_005_000),
        },
      ],
    },
    {
      name: "failed, and what that says about the person",
      body: read("status-failed.json"),
      events: [
        { type: "status", status: "failed", effect: "recipient-gone" },
        { type: "status", status: "failed", effect: "recipient-opted-out" },
        {
          type: "status",
          status: "failed",
          failure: {
            code: "131049",
            detail: "Not delivered to maintain healthy ecosystem engagement.",
          },
        },
      ],
    },
    {
      name: "the same message twice keeps its id",
      covers: "duplicate",
      body: read("duplicate.json"),
      events: [
        { type: "message", externalId: "wamid.IN1" },
        { type: "message", externalId: "wamid.IN1" },
      ],
    },
    {
      name: "junk costs no neighbour",
      covers: "junk",
      body: read("junk.json"),
      events: [
        { type: "ignored", reason: "a change without a value" },
        { type: "ignored", reason: "a message without an id" },
        { type: "ignored" },
        { type: "ignored" },
        { type: "ignored", reason: "a status without an id" },
        { type: "ignored", reason: "status teleported" },
        { type: "ignored", reason: "account_alerts without messages or statuses" },
        { type: "ignored", reason: "messages without messages or statuses: error 0" },
      ],
    },
    {
      name: "pressed buttons and list rows",
      body: read("answers.json"),
      events: [
        {
          type: "message",
          inReplyTo: "wamid.OUT1",
          content: { type: "choice", id: "c:66f1:stop", title: "Stop updates" },
        },
        { type: "message", content: { type: "choice", id: "pub:yes:42", title: "Yes" } },
        { type: "message", content: { type: "choice", id: "t:traffic", title: "Traffic" } },
        { type: "message", content: { type: "other", label: "An answered form" } },
        { type: "message", content: { type: "other", label: "An answer that could not be read" } },
      ],
    },
    {
      name: "every other kind of message",
      body: read("other-types.json"),
      events: [
        {
          type: "message",
          content: {
            type: "location",
            latitude: 0,
            longitude: 4.89,
            label: "Central, Stationsplein",
          },
        },
        { type: "message", content: { type: "other", label: "Contact card: Sam +31 6 1234" } },
        { type: "reaction", target: "wamid.OUT1", emoji: "😮" },
        { type: "reaction", target: "wamid.OUT1", emoji: null },
        { type: "message" },
        { type: "message", content: { type: "other", label: "Not shown by WhatsApp: poll" } },
        {
          type: "message",
          inReplyTo: "wamid.IN1",
          content: { type: "text", text: "Quay street 12" },
        },
        { type: "deleted", target: "wamid.IN1" },
        { type: "ignored", reason: "system: user_changed_number" },
        { type: "message", content: { type: "other", label: "An order from the catalogue" } },
        { type: "message", referral: "Aff-n8Z" },
        { type: "message", at },
      ],
    },
    {
      name: "a person without a visible number",
      body: read("no-phone.json"),
      events: [
        {
          type: "message",
          from: { kind: "whatsapp-user", value: "NL.1349120865530274", name: "Ana" },
        },
        {
          type: "message",
          from: { kind: "whatsapp-user", value: "NL.1349120865530274", name: "Ana" },
        },
      ],
    },
    {
      name: "marketing switched off and on in WhatsApp",
      body: read("preferences.json"),
      events: [
        { type: "opt-out", purpose: "marketing", from: nina, at },
        { type: "opt-in", purpose: "marketing", at: new Date(1_797_000_100_000) },
      ],
    },
  ],
});

const file = aFile({ kind: "document", mimeType: "application/pdf", fileName: "pass.pdf" });
const link = "https://antiphon.example/media/med_1/pass.pdf?s=1";
const yes = { type: "reply", id: "y", title: "Yes, you may publish it" } as const;
const open = { type: "url", title: "Open pass", url: "https://air.example/bp/1" } as const;

test.for<[string, MessageContent, object]>([
  [
    "document with a caption",
    { type: "media", media: file, caption: "KL1234" },
    { type: "document", document: { link, filename: "pass.pdf", caption: "KL1234" } },
  ],
  [
    "template with a document, values flattened, link and quick reply",
    {
      type: "template",
      preview: "Hi",
      template: {
        name: "flight_ready_v3",
        language: "en_GB",
        header: { media: file },
        body: ["Nina\nde Wit", ""],
        buttons: [
          { index: 0, value: "XY12" },
          { index: 1, value: "stop", type: "reply" },
        ],
      },
    },
    {
      type: "template",
      template: {
        name: "flight_ready_v3",
        language: { code: "en_GB" },
        components: [
          {
            type: "header",
            parameters: [{ type: "document", document: { link, filename: "pass.pdf" } }],
          },
          {
            type: "body",
            parameters: [
              { type: "text", text: "Nina de Wit" },
              { type: "text", text: "-" },
            ],
          },
          {
            type: "button",
            index: "0",
            sub_type: "url",
            parameters: [{ type: "text", text: "XY12" }],
          },
          {
            type: "button",
            index: "1",
            sub_type: "quick_reply",
            parameters: [{ type: "payload", payload: "stop" }],
          },
        ],
      },
    },
  ],
  [
    "reply buttons with a link: the link goes into the text, long titles are cut",
    { type: "buttons", text: "May we?", buttons: [yes, open] },
    {
      type: "interactive",
      interactive: {
        type: "button",
        body: { text: "May we?\nOpen pass: https://air.example/bp/1" },
        action: {
          buttons: [{ type: "reply", reply: { id: "y", title: "Yes, you may publis…" } }],
        },
      },
    },
  ],
  [
    "one link alone is a link button, with the file as header",
    { type: "buttons", text: "Ready", media: file, buttons: [open] },
    {
      type: "interactive",
      interactive: {
        type: "cta_url",
        header: { type: "document", document: { link, filename: "pass.pdf" } },
        body: { text: "Ready" },
        action: {
          name: "cta_url",
          parameters: { display_text: "Open pass", url: "https://air.example/bp/1" },
        },
      },
    },
  ],
  [
    "list",
    {
      type: "list",
      text: "What is it about?",
      buttonLabel: "Choose one of these topics",
      sections: [{ title: "News", rows: [{ id: "t", title: "Traffic", description: "Road" }] }],
    },
    {
      type: "interactive",
      interactive: {
        type: "list",
        body: { text: "What is it about?" },
        action: {
          button: "Choose one of these…",
          sections: [{ title: "News", rows: [{ id: "t", title: "Traffic", description: "Road" }] }],
        },
      },
    },
  ],
])("encode: %s", async ([, content, expected]) => {
  const message = aMessage({ content, inReplyTo: "wamid.IN1" });
  const { requests } = await sendOnce(whatsapp, account, { message, answer: accepted });
  expect(bodyOf(requests)).toMatchObject({ context: { message_id: "wamid.IN1" }, ...expected });
});

test("a person without a number is written to by id", async () => {
  const message = aMessage({ to: { kind: "whatsapp-user", value: "NL.1349" } });
  const { requests } = await sendOnce(whatsapp, account, { message, answer: accepted });
  expect(bodyOf(requests)).toMatchObject({ recipient: "NL.1349" });
  expect(bodyOf(requests)).not.toHaveProperty("to");
});

test.for<[string, MessageContent, string]>([
  ["long text", { type: "text", text: "x".repeat(4_097) }, "too-long"],
  [
    "four buttons",
    { type: "buttons", text: "t", buttons: [yes, yes, yes, yes] },
    "too-many-buttons",
  ],
])("refused before any request: %s", async ([, content, code]) => {
  const message = aMessage({ content });
  const sent = await sendOnce(whatsapp, account, { message, answer: accepted });
  expect(sent.outcome).toMatchObject({ kind: "rejected", code });
  expect(sent.requests).toEqual([]);
});

test.for([
  ["a\nb\tc", "a b c"],
  ["five     spaces", "five spaces"],
  ["  ", "-"],
] as const)("a template value %j becomes %j", ([given, flat]) => {
  expect(flatten(given)).toBe(flat);
});

// meta.md 0.4: bodies and signatures computed apart from this code.
test.for([
  [
    '{"object":"page","entry":[]}',
    "8c010689f478340c527c02542278fcd563b0e81c275a2863242910ab12e07a95",
  ],
  [
    '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[]}],"note":"caf\\u00e9"}',
    "33a7973c0462de51f34bc4750d5346f354c4cca14f11b5e02d19152de6189e06",
  ],
  [
    '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[]}],"note":"café"}',
    "4cd657bfa7bcb97da8a9088c6f1f2fc7ed67b4327d84e0aa2fb0334d7f17e8f1",
  ],
] as const)("signature of %s", ([body, signature]) => {
  const headers = { "x-hub-signature-256": `sha256=${signature}` };
  const verify = (over: object, own = account) =>
    whatsapp.webhook.verify({ ...webhookRequest(body), headers, ...over }, own).ok;
  expect(verify({})).toBe(true);
  expect(verify({ headers: {} })).toBe(false);
  expect(verify({ headers: { "x-hub-signature": "sha1=00" } })).toBe(false);
  expect(verify({}, { ...account, appSecret: "" })).toBe(false);
  if (!body.includes("\\u")) return;
  const again = new TextEncoder().encode(JSON.stringify(JSON.parse(body)));
  expect(verify({ body: again })).toBe(false);
});

test.for([
  ["hub.mode=subscribe&hub.verify_token=our-verify-word&hub.challenge=0115", 200, "0115"],
  ["hub.mode=subscribe&hub.verify_token=other&hub.challenge=0115", 403, ""],
  ["hub.verify_token=our-verify-word&hub.challenge=0115", 403, ""],
] as const)("handshake %s", ([query, status, body]) => {
  const url = `https://antiphon.example/webhooks/whatsapp?${query}`;
  const request = webhookRequest("", { method: "GET", url });
  expect(whatsapp.webhook.challenge?.(request, account)).toMatchObject({ status, body });
  expect(whatsapp.webhook.challenge?.(webhookRequest(""), account)).toBeNull();
});

test("a call names the numbers it is for", () => {
  expect(whatsapp.webhook.locate?.(webhookRequest(read("text.json")))).toEqual([accountKey]);
  expect(whatsapp.webhook.locate?.(webhookRequest("[]"))).toEqual([]);
});

test("a photo is fetched in two steps, the token on both, and a page is not a photo", () => {
  const photo = {
    kind: "image",
    mimeType: "image/jpeg",
    fileName: null,
    providerId: "17",
  } as const;
  const first = whatsapp.fetchMedia?.(photo, account, null);
  expect(first).toMatchObject({
    url: "https://graph.facebook.com/v25.0/17?phone_number_id=106540000000001",
  });
  const resolved = answered(200, { url: "https://lookaside.example/a", id: "17" });
  expect(whatsapp.fetchMedia?.(photo, account, resolved)).toEqual({
    method: "GET",
    url: "https://lookaside.example/a",
    headers: { authorization: `Bearer ${account.accessToken}` },
  });
  const bytes = answered(200, "JPEG", { "content-type": "image/jpeg" });
  expect(whatsapp.fetchMedia?.(photo, account, bytes)).toBeNull();
  const page = answered(200, "<html>", { "content-type": "text/html" });
  expect(whatsapp.fetchMedia?.(photo, account, page)).toHaveProperty("error");
  expect(whatsapp.fetchMedia?.(photo, account, refused(400, 100))).toHaveProperty("error");
  const moved = answered(302, "", { location: "https://cdn.example/signed" });
  expect(whatsapp.fetchMedia?.(photo, account, moved)).toMatchObject({ headers: {} });
});

test.for([
  [
    answered(200, { display_phone_number: "+31 20 1", verified_name: "City Desk" }),
    { ok: true, detail: "+31 20 1 (City Desk)" },
  ],
  [refused(401, 190), { ok: false }],
  [answered(200, "<html>"), { ok: false }],
  [{ kind: "not-sent", detail: "DNS" } as const, { ok: false }],
] as const)("check %#", async ([answer, expected]) => {
  const http = () => Promise.resolve(answer);
  expect(await whatsapp.check(sendContext(account, { http, now: testNow }))).toMatchObject(
    expected,
  );
});
