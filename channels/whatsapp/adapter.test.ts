import { expect } from "vitest";
import { hmac } from "../shared/signature.ts";
import { aMessage, answered, testChannel } from "../testkit.ts";
import { whatsapp } from "./index.ts";
import { accepted, account, bodyOf, read, refused } from "./test-account.ts";

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
        { type: "ignored", reason: "unreadable" },
        { type: "ignored", reason: "unreadable" },
        { type: "ignored" },
        { type: "ignored" },
        { type: "ignored", reason: "unreadable" },
        { type: "ignored", reason: "unused", said: "teleported" },
        { type: "ignored", reason: "unused", said: "account_alerts" },
        { type: "ignored", reason: "unused", said: "messages: error 0" },
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
        { type: "message", content: { type: "other", what: "form", detail: null } },
        { type: "message", content: { type: "other", what: "unreadable", detail: null } },
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
        {
          type: "message",
          content: { type: "other", what: "contact-card", detail: "Sam +31 6 1234" },
        },
        { type: "reaction", target: "wamid.OUT1", emoji: "😮" },
        { type: "reaction", target: "wamid.OUT1", emoji: null },
        { type: "message" },
        { type: "message", content: { type: "other", what: "unsupported", detail: "poll" } },
        {
          type: "message",
          inReplyTo: "wamid.IN1",
          content: { type: "text", text: "Quay street 12" },
        },
        { type: "deleted", target: "wamid.IN1" },
        { type: "ignored", reason: "unused", said: "user_changed_number" },
        { type: "message", content: { type: "other", what: "order", detail: null } },
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
