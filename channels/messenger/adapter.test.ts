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
  webhookRequest,
} from "../testkit.ts";
import type { Account } from "./account.ts";
import { splitCard } from "./encode.ts";
import { messenger } from "./index.ts";

const account: Account = {
  accessToken: "EAAG-token-of-the-page",
  appSecret: "app_secret_for_tests",
  verifyToken: "our-verify-word",
  graphUrl: "https://graph.facebook.com",
  version: "v25.0",
  pageId: "106540000000077",
  appId: "263902037430911",
};

const read = (name: string): Uint8Array => fixture(import.meta.url, name);
const to = { kind: "messenger", value: "7001234567890123" };
const message = (content: MessageContent) => aMessage({ to, content });
const hello = aMessage({ to });
const accepted = answered(200, { recipient_id: to.value, message_id: "m_AbCd" });
const refused = (status: number, code: number, error_subcode?: number) =>
  answered(status, { error: { message: "words", type: "OAuthException", code, error_subcode } });
const bodyOf = (requests: readonly HttpRequest[]): unknown => JSON.parse(String(requests[0]?.body));

const at = new Date(1_797_000_000_000);
const from = { kind: "messenger", value: "7001234567890123", name: null };
const accountKey = account.pageId;

testChannel({
  adapter: messenger,
  account,
  sign: (request, { appSecret: key }) => {
    const { body } = request;
    const signature = hmac({ algorithm: "sha256", encoding: "hex", key, body });
    const headers = { ...request.headers, "x-hub-signature-256": `sha256=${signature}` };
    return { ...request, headers };
  },
  without: {
    "opted-out": "Meta does not tell a block from a closed account: both are recipient-gone",
  },
  outgoing: [
    {
      name: "text, taken",
      covers: "ok",
      message: hello,
      answer: accepted,
      outcome: { kind: "accepted", externalIds: ["m_AbCd"] },
      requests: (requests) => {
        expect(requests[0]?.url).toBe("https://graph.facebook.com/v25.0/106540000000077/messages");
        expect(bodyOf(requests)).toEqual({
          recipient: { id: to.value },
          messaging_type: "UPDATE",
          message: { text: "Hello Nina", metadata: "dlv_01JTEST" },
        });
      },
    },
    {
      name: "call limit",
      covers: "throttled",
      answer: answered(429, { error: { code: 613 } }, { "retry-after": "30" }),
      outcome: { kind: "throttled", retryAfterMs: 30_000 },
    },
    {
      name: "200 with an error inside",
      answer: refused(200, 36_000),
      outcome: { kind: "rejected", code: "36000" },
    },
    { name: "server failed", covers: "5xx", answer: refused(500, 2), outcome: { kind: "unknown" } },
    {
      name: "may have gone out, they say themselves",
      answer: refused(400, 1, 1_357_046),
      outcome: { kind: "unknown" },
    },
    {
      name: "a page instead of an answer",
      covers: "unreadable",
      answer: answered(200, "<html>"),
      outcome: { kind: "unknown" },
    },
    {
      name: "outside the window",
      answer: refused(400, 10, 2_018_278),
      outcome: { kind: "window-closed", code: "10/2018278" },
    },
    {
      name: "no such person",
      answer: refused(400, 100, 2_018_001),
      outcome: { kind: "recipient-gone" },
    },
    {
      name: "blocked or left",
      answer: refused(400, 200, 1_545_041),
      outcome: { kind: "recipient-gone" },
    },
    { name: "permission", answer: refused(400, 230), outcome: { kind: "account-broken" } },
    {
      name: "Page restricted",
      answer: refused(400, 10, 1_893_063),
      outcome: { kind: "account-broken" },
    },
    { name: "token", answer: refused(401, 190), outcome: { kind: "account-broken" } },
    { name: "temporary", answer: refused(400, 1_200), outcome: { kind: "unavailable" } },
    {
      name: "bad parameter",
      answer: refused(400, 100),
      outcome: { kind: "rejected", code: "100" },
    },
    {
      name: "a template has no shape here",
      message: message({
        type: "template",
        preview: "Hi",
        template: { name: "n", language: "en", body: [], buttons: [] },
      }),
      answer: accepted,
      outcome: { kind: "rejected", code: "unsupported-content" },
      requests: (requests) => expect(requests).toEqual([]),
    },
  ],
  incoming: [
    {
      name: "text that quotes ours",
      covers: "text",
      body: read("text.json"),
      events: [
        {
          type: "message",
          externalId: "m_IN1",
          at,
          accountKey,
          from,
          inReplyTo: "m_OUT1",
          content: { type: "text", text: "Smoke on Quay street, café side" },
        },
      ],
    },
    {
      name: "two photos with words",
      covers: "media",
      body: read("image.json"),
      events: [
        {
          type: "message",
          content: {
            type: "media",
            caption: "look",
            media: [
              {
                kind: "image",
                mimeType: null,
                fileName: "smoke.jpg",
                url: "https://scontent.example/v/smoke.jpg?oh=1",
              },
              {
                kind: "image",
                mimeType: null,
                fileName: null,
                url: "https://scontent.example/v/2",
              },
            ],
          },
        },
      ],
    },
    {
      name: "deliveries and reads are watermarks",
      covers: "status",
      body: read("deliveries-and-reads.json"),
      events: [
        { type: "watermark", status: "delivered", from, at: new Date(1_797_000_000_253) },
        { type: "watermark", status: "delivered", at: new Date(1_797_000_000_300) },
        { type: "watermark", status: "read", at: new Date(1_797_000_000_400) },
      ],
    },
    {
      name: "our echo carries our id; another app's is not ours",
      body: read("echoes.json"),
      events: [
        { type: "status", status: "accepted", externalId: "m_OUT1", echo: "dlv_01JTEST" },
        { type: "ignored", reason: "elsewhere" },
      ],
    },
    {
      name: "the same message twice keeps its id",
      covers: "duplicate",
      body: read("duplicate.json"),
      events: [
        { type: "message", externalId: "m_IN1" },
        { type: "message", externalId: "m_IN1" },
      ],
    },
    {
      name: "junk, standby and opt-ins without a person cost no neighbour",
      covers: "junk",
      body: read("junk.json"),
      events: [
        { type: "ignored", reason: "unreadable" },
        { type: "ignored", reason: "unused" },
        { type: "ignored", reason: "unreadable" },
        { type: "ignored", reason: "unreadable" },
        { type: "ignored", reason: "no-sender" },
        { type: "ignored", reason: "unused" },
        { type: "ignored", reason: "no-sender" },
        { type: "ignored", reason: "elsewhere" },
        { type: "ignored", reason: "unused" },
      ],
    },
    {
      name: "quick reply, postback, Get Started from a link, a link in an old thread",
      body: read("answers.json"),
      events: [
        { type: "message", content: { type: "choice", id: "pub:yes:42", title: "Yes" } },
        {
          type: "message",
          externalId: "m_IN4",
          content: { type: "choice", id: "callme:KL1234", title: "Call me" },
        },
        { type: "message", referral: "spring-poster-7" },
        { type: "message", referral: "spring-poster-7", at },
      ],
    },
    {
      name: "every other kind",
      body: read("other-types.json"),
      events: [
        {
          type: "message",
          content: { type: "location", latitude: 52.3, longitude: 4.9, label: null },
        },
        { type: "message", content: { type: "text", text: "see this" } },
        { type: "message", content: { type: "other", what: "attachment", detail: "fallback" } },
        {
          type: "message",
          content: { type: "other", what: "attachment", detail: "ig_reel: Reel" },
        },
        { type: "deleted", target: "m_D" },
        { type: "message", inReplyTo: "m_IN1", content: { type: "text", text: "Quay street 12" } },
        { type: "reaction", target: "m_OUT1", emoji: "❤" },
        { type: "reaction", target: "m_OUT1", emoji: null },
        { type: "opt-in", purpose: "marketing" },
        { type: "opt-out", purpose: "marketing" },
      ],
    },
  ],
});

const photo = aFile();
const pass = aFile({
  kind: "document",
  mimeType: "application/pdf",
  fileName: "boarding-pass.pdf",
});
const photoLink = "https://antiphon.example/media/med_1/quay.jpg?s=1";
const passLink = "https://antiphon.example/media/med_1/boarding-pass.pdf?s=1";
const yes = { type: "reply", id: "y", title: "Yes" } as const;
const open = { type: "url", title: "Open the whole story", url: "https://n.example/1" } as const;
const template = (payload: object) => ({ attachment: { type: "template", payload } });

test.for<[string, MessageContent, object]>([
  [
    "a file alone is an attachment",
    { type: "media", media: pass },
    { attachment: { type: "file", payload: { url: passLink, is_reusable: true } } },
  ],
  [
    "a photo with words is a card",
    { type: "media", media: photo, caption: "Quay street\nat nine" },
    template({
      template_type: "generic",
      elements: [{ title: "Quay street", subtitle: "at nine", image_url: photoLink }],
    }),
  ],
  [
    "a document with words opens from a button",
    { type: "media", media: pass, caption: "Have a good trip" },
    template({
      template_type: "button",
      text: "Have a good trip",
      buttons: [{ type: "web_url", title: "boarding-pass.pdf", url: passLink }],
    }),
  ],
  [
    "buttons",
    { type: "buttons", text: "May we?", buttons: [yes, open] },
    template({
      template_type: "button",
      text: "May we?",
      buttons: [
        { type: "postback", title: "Yes", payload: "y" },
        { type: "web_url", title: "Open the whole story", url: "https://n.example/1" },
      ],
    }),
  ],
  [
    "more than three replies become quick replies",
    { type: "buttons", text: "Which?", buttons: [yes, yes, yes, yes] },
    {
      text: "Which?",
      quick_replies: Array(4).fill({ content_type: "text", title: "Yes", payload: "y" }),
    },
  ],
  [
    "a list is quick replies",
    {
      type: "list",
      text: "Topic?",
      buttonLabel: "Choose",
      sections: [{ title: "News", rows: [{ id: "t", title: "Traffic and roads in town" }] }],
    },
    {
      text: "Topic?",
      quick_replies: [{ content_type: "text", title: "Traffic and roads i…", payload: "t" }],
    },
  ],
])("encode: %s", async ([, content, expected]) => {
  const sent = { ...message(content), purpose: "service", inReplyTo: "m_IN1" } as const;
  const { requests } = await sendOnce(messenger, account, { message: sent, answer: accepted });
  expect(bodyOf(requests)).toMatchObject({
    messaging_type: "RESPONSE",
    reply_to: { mid: "m_IN1" },
    message: { ...expected, metadata: "dlv_01JTEST" },
  });
});

test.for<[string, MessageContent, string]>([
  ["long text", { type: "text", text: "x".repeat(2_001) }, "too-long"],
  ["a long card", { type: "media", media: photo, caption: "x".repeat(161) }, "too-long"],
  ["a long document text", { type: "media", media: pass, caption: "x".repeat(641) }, "too-long"],
  [
    "long text above links",
    { type: "buttons", text: "x".repeat(641), buttons: [open] },
    "too-long",
  ],
  [
    "four links",
    { type: "buttons", text: "t", buttons: [open, open, open, open] },
    "too-many-buttons",
  ],
])("refused before any request: %s", async ([, content, code]) => {
  const sent = await sendOnce(messenger, account, { message: message(content), answer: accepted });
  expect(sent.outcome).toMatchObject({ kind: "rejected", code });
  expect(sent.requests).toEqual([]);
});

test("a card's text is split between words", () => {
  const text = `${"word ".repeat(20)}end`;
  const [line, rest] = splitCard(text);
  expect(line.length).toBeLessThanOrEqual(80);
  expect(`${line} ${rest}`).toBe(text);
});

test("a call names its Pages", () => {
  expect(messenger.webhook.locate?.(webhookRequest(read("text.json")))).toEqual([accountKey]);
});

test("an attachment is fetched without our token", () => {
  const url = "https://scontent.example/v/smoke.jpg";
  const media = { kind: "image", mimeType: null, fileName: null, url } as const;
  const first = messenger.fetchMedia?.(media, account, null);
  expect(first).toEqual({ method: "GET", url, headers: {} });
  const bytes = answered(200, "JPEG", { "content-type": "image/jpeg" });
  expect(messenger.fetchMedia?.(media, account, bytes)).toBeNull();
  const page = answered(200, "<html>", { "content-type": "text/html" });
  expect(messenger.fetchMedia?.(media, account, page)).toHaveProperty("error");
  expect(messenger.fetchMedia?.(media, account, answered(404, ""))).toHaveProperty("error");
});

test("check names the Page, or what to do", async () => {
  const page = answered(200, { id: account.pageId, name: "City Desk" });
  const http = () => Promise.resolve(page);
  expect(await messenger.check(sendContext(account, { http }))).toEqual({
    ok: true,
    facts: { name: "City Desk" },
  });
  const broken = () => Promise.resolve(refused(401, 190));
  expect(await messenger.check(sendContext(account, { http: broken }))).toMatchObject({
    ok: false,
    problem: "credentials",
  });
});
