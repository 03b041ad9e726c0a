import { expect, test } from "vitest";
import { answered, sendContext, testNow, webhookRequest } from "../testkit.ts";
import { whatsapp } from "./index.ts";
import { account, read, refused } from "./test-account.ts";

// Bodies and signatures computed apart from this code.
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
  expect(whatsapp.webhook.locate?.(webhookRequest(read("text.json")))).toEqual([
    account.phoneNumberId,
  ]);
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
    { ok: true, facts: { name: "+31 20 1 (City Desk)", quality: "UNKNOWN" } },
  ],
  [refused(401, 190), { ok: false, problem: "credentials" }],
  [answered(200, "<html>"), { ok: false, problem: "unreadable", said: "HTTP 200" }],
  [{ kind: "not-sent", detail: "DNS" } as const, { ok: false, problem: "no-answer", said: "DNS" }],
] as const)("check %#", async ([answer, expected]) => {
  const http = () => Promise.resolve(answer);
  expect(await whatsapp.check(sendContext(account, { http, now: testNow }))).toMatchObject(
    expected,
  );
});
