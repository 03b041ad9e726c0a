import { expect, test } from "vitest";
import type { HttpRequest } from "../contract.ts";
import { aFile, aMessage, answered, fixture, testChannel, webhookRequest } from "../testkit.ts";
import type { Account } from "./account.ts";
import { smsTwilio } from "./index.ts";
import { fetchMedia } from "./media.ts";
import { bodyMatches, isSigned, sign } from "./twilio-signature.ts";

const account: Account = {
  accountSid: "AC00000000000000000000000000000001",
  authToken: "test_auth_token_0123456789abcdef",
  from: "+3197010200000",
  apiBase: "https://api.twilio.com",
};
const formOf = (request: HttpRequest | undefined) =>
  Object.fromEntries(new URLSearchParams(String(request?.body)));
const read = (name: string) => fixture(import.meta.url, name);
const formHeaders = { "content-type": "application/x-www-form-urlencoded" };
const asForm = { headers: formHeaders };
const statusUrl = "https://antiphon.example/webhooks/sms-twilio/acc_1?m=dlv_01JTEST";
const created = { sid: "SM0000000000000000000000000000000a", status: "queued", error_code: null };
const refused = (code: number, message = "words") => ({ code, message, status: 400 });

testChannel<Account>({
  adapter: smsTwilio,
  account,
  sign: (request, { authToken }) => {
    const form = new URLSearchParams(new TextDecoder().decode(request.body));
    const signature = sign(request.url, form, authToken);
    return { ...request, headers: { ...formHeaders, "x-twilio-signature": signature } };
  },
  outgoing: [
    {
      name: "a text, with a status address of its own",
      covers: "ok",
      answer: answered(201, created),
      outcome: { kind: "accepted", externalIds: [created.sid] },
      requests: ([request]) => {
        expect(request?.url).toBe(
          `https://api.twilio.com/2010-04-01/Accounts/${account.accountSid}/Messages.json`,
        );
        expect(formOf(request)).toEqual({
          To: "+31612345678",
          From: "+3197010200000",
          Body: "Hello Nina",
          StatusCallback: statusUrl,
        });
      },
    },
    {
      name: "a photo by its link",
      message: aMessage({ content: { type: "media", media: aFile(), caption: "The quay" } }),
      answer: answered(201, created),
      outcome: { kind: "accepted" },
      requests: ([request]) =>
        expect(formOf(request)).toMatchObject({
          Body: "The quay",
          MediaUrl: "https://antiphon.example/media/med_1/quay.jpg?s=1",
        }),
    },
    {
      name: "buttons are no part of a text message",
      message: aMessage({ content: { type: "buttons", text: "?", buttons: [] } }),
      outcome: { kind: "rejected", code: "unsupported-content" },
    },
    {
      name: "too fast",
      covers: "throttled",
      answer: answered(429, refused(20429), { "retry-after": "3" }),
      outcome: { kind: "throttled", retryAfterMs: 3_000, code: "20429" },
    },
    {
      name: "a full queue of the sender is a reason to slow down",
      answer: answered(400, refused(21611)),
      outcome: { kind: "throttled", retryAfterMs: null },
    },
    {
      name: "opted out at Twilio",
      covers: "opted-out",
      answer: answered(400, refused(21610, "Attempt to send to unsubscribed recipient")),
      outcome: { kind: "recipient-opted-out", code: "21610" },
    },
    {
      name: "an invalid number",
      answer: answered(400, refused(21211)),
      outcome: { kind: "recipient-gone", code: "21211" },
    },
    {
      name: "wrong credentials",
      answer: answered(401, refused(20003, "Authenticate")),
      outcome: { kind: "account-broken", code: "20003" },
    },
    {
      name: "a sender that cannot send",
      answer: answered(400, refused(21606)),
      outcome: { kind: "account-broken" },
    },
    {
      name: "a code nobody listed is about this message",
      answer: answered(400, refused(21617)),
      outcome: { kind: "rejected", code: "21617" },
    },
    {
      name: "a 500 may stand before a message that was made",
      covers: "5xx",
      answer: answered(500, refused(20500)),
      outcome: { kind: "unknown" },
    },
    {
      name: "a 201 nobody can read",
      covers: "unreadable",
      answer: answered(201, "<html></html>"),
      outcome: { kind: "unknown" },
    },
  ],
  incoming: [
    {
      name: "a text",
      covers: "text",
      body: read("text.form"),
      request: asForm,
      events: [
        {
          type: "message",
          externalId: "SM00000000000000000000000000000011",
          from: { kind: "phone", value: "+31612345678", name: null },
          content: { type: "text", text: "Is it still open?" },
        },
      ],
    },
    {
      name: "two files and no words",
      covers: "media",
      body: read("media.form"),
      request: asForm,
      events: [
        {
          type: "message",
          content: {
            type: "media",
            caption: "",
            media: [
              { kind: "image", mimeType: "image/jpeg", fileName: null, url: expect.any(String) },
              {
                kind: "document",
                mimeType: "application/pdf",
                fileName: null,
                url: expect.any(String),
              },
            ],
          },
        },
      ],
    },
    {
      name: "delivered, known by our own id in the address",
      covers: "status",
      body: read("delivered.form"),
      request: { ...asForm, url: statusUrl },
      events: [
        {
          type: "status",
          status: "delivered",
          externalId: "SM00000000000000000000000000000001",
          echo: "dlv_01JTEST",
        },
      ],
    },
    {
      name: "undelivered because the number is dead",
      body: read("undelivered.form"),
      request: { ...asForm, url: statusUrl },
      events: [
        {
          type: "status",
          status: "failed",
          failure: { code: "30005", detail: "The number is not in use" },
          effect: "recipient-gone",
        },
      ],
    },
    {
      name: "STOP that Twilio answered itself",
      body: read("stop.form"),
      request: asForm,
      events: [
        { type: "opt-out", from: { kind: "phone", value: "+31612345678", name: null } },
        { type: "message", content: { type: "text", text: "STOP" } },
      ],
    },
    {
      name: "NUL is no letter and a button wins over the body",
      body: "MessageSid=SM1&From=%2B31612345678&Body=a%00b&ButtonText=Ye%00s",
      request: asForm,
      events: [{ type: "message", content: { type: "text", text: "Yes" } }],
    },
    {
      name: "a long text that came in base64",
      body: new URLSearchParams({
        MessageSid: "SM2",
        From: "+31612345678",
        Body: Buffer.from("Zoë was here. ".repeat(20)).toString("base64"),
      }).toString(),
      request: asForm,
      events: [{ type: "message", content: { type: "text", text: "Zoë was here. ".repeat(20) } }],
    },
    {
      name: "another channel's message",
      covers: "junk",
      body: "MessageSid=SM3&From=whatsapp%3A%2B31612345678&Body=hi",
      request: asForm,
      events: [{ type: "ignored" }],
    },
    {
      name: "no body at all",
      body: "MessageSid=SM4&From=%2B31612345678",
      request: asForm,
      events: [{ type: "message", content: { type: "text", text: "" } }],
    },
    {
      name: "the same call again is the same event",
      covers: "duplicate",
      body: read("text.form"),
      request: asForm,
      events: [{ type: "message", externalId: "SM00000000000000000000000000000011" }],
    },
  ],
});

const sample = new URLSearchParams({
  CallSid: "CA1234567890ABCDE",
  Caller: "+14158675309",
  Digits: "1234",
  From: "+14158675309",
  To: "+18005551212",
});
const sampleUrl = "https://mycompany.com/myapp.php?foo=1&bar=2";

test.for([
  ["as configured", sampleUrl],
  ["with a port of its own", "https://mycompany.com:1234/myapp.php?foo=1&bar=2"],
  ["with the usual port", "https://mycompany.com:443/myapp.php?foo=1&bar=2"],
] as const)("Twilio's own example is taken %s", ([, url]) => {
  expect(isSigned("RSOYDt4T1cUTdK1PDd93/VVr8B8=", url, sample, "12345")).toBe(true);
});

test("a JSON body is bound to the address by its hash", () => {
  const hash = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
  const url = `${sampleUrl}&bodySHA256=${hash}`;
  const body = new TextEncoder().encode('{"property": "value", "boolean": true}');
  expect(isSigned("a9nBmqA0ju/hNViExpshrM61xv4=", url, null, "12345")).toBe(true);
  expect(bodyMatches(url, body)).toBe(true);
  expect(bodyMatches(url, new TextEncoder().encode("{}"))).toBe(false);
  expect(bodyMatches(sampleUrl, body)).toBe(false);
});

test("an inbound STOP carries the signature its SDK computes", () => {
  const url = "https://app.example.test/hooks/twilio/inbound?ch=abc";
  const request = webhookRequest(read("stop.form"), {
    url,
    headers: { ...formHeaders, "x-twilio-signature": "Hu00dlVoHPVw5bbNFxxVOy6icz4=" },
  });
  expect(smsTwilio.webhook.verify(request, account)).toEqual({ ok: true });
  expect(smsTwilio.webhook.verify({ ...request, url: `${url}d` }, account).ok).toBe(false);
});

test("a repeated name counts each value once, in order", () => {
  const twice = new URLSearchParams("a=2&a=1&a=2");
  expect(sign("https://x.test/", twice, "k")).toBe(sign("https://x.test/a1a2", null, "k"));
});

test("each status of a message is an event of its own", () => {
  const key = (body: unknown) => smsTwilio.webhook.eventKey?.(webhookRequest(body, asForm));
  expect(key(read("delivered.form"))).toBe("SM00000000000000000000000000000001:delivered");
  expect(key(read("undelivered.form"))).toBe("SM00000000000000000000000000000001:undelivered");
  expect(key("nothing=1")).toBeNull();
});

test("credentials go to Twilio and not to the storage it redirects to", () => {
  const media = { kind: "image", mimeType: null, fileName: null } as const;
  const own = fetchMedia({ ...media, url: "https://api.twilio.com/media/1" }, account, null);
  expect(own).toHaveProperty("headers.authorization");
  const stranger = fetchMedia({ ...media, url: "https://evil.test/1" }, account, null);
  expect(stranger).toMatchObject({ headers: {} });
  const redirect = answered(307, "", { location: "https://storage.test/1?sig=2" });
  const next = fetchMedia({ ...media, url: "https://api.twilio.com/media/1" }, account, redirect);
  expect(next).toMatchObject({ url: "https://storage.test/1?sig=2", headers: {} });
});

test("an account needs a sender or a service", () => {
  const { from: _, ...without } = account;
  expect(smsTwilio.account.safeParse(without).success).toBe(false);
  const messagingServiceSid = "MG00000000000000000000000000000001";
  expect(smsTwilio.account.safeParse({ ...without, messagingServiceSid }).success).toBe(true);
});
