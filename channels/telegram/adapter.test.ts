import { expect, test } from "vitest";
import {
  aFile,
  aMessage,
  answered,
  fixture,
  sendContext,
  testChannel,
  webhookRequest,
} from "../testkit.ts";
import type { HttpRequest } from "../contract.ts";
import type { Account } from "./account.ts";
import { telegram } from "./index.ts";
import { fetchMedia } from "./media.ts";

const account: Account = {
  botToken: "123456:AAtelegramSecretToken",
  webhookSecret: "A1b2_c3-secret",
  apiBase: "https://api.telegram.org",
};
const to = { kind: "telegram", value: "700100200" };
const message = aMessage({ to });
const sent = (id: number) => ({
  ok: true,
  result: { message_id: id, date: 1, chat: { id: 700100200, type: "private" } },
});
const refused = (code: number, description: string, parameters?: object) => ({
  ok: false,
  error_code: code,
  description,
  ...(parameters ? { parameters } : {}),
});
const bodyOf = (request: HttpRequest | undefined): unknown => JSON.parse(String(request?.body));
const read = (name: string) => fixture(import.meta.url, name);
const blockedWords = "Forbidden: bot was blocked by the user";

testChannel<Account>({
  adapter: telegram,
  account,
  without: {
    status: "Telegram tells neither delivered nor read",
    signature: "Telegram repeats a shared token; nothing covers the body",
  },
  sign: (request, { webhookSecret }) => ({
    ...request,
    headers: { ...request.headers, "x-telegram-bot-api-secret-token": webhookSecret },
  }),
  outgoing: [
    {
      name: "a text",
      covers: "ok",
      message,
      answer: answered(200, sent(913)),
      outcome: { kind: "accepted", externalIds: ["700100200:913"] },
      requests: ([request]) => {
        expect(request?.url).toBe(`https://api.telegram.org/bot${account.botToken}/sendMessage`);
        expect(bodyOf(request)).toEqual({ chat_id: 700100200, text: "Hello Nina" });
      },
    },
    {
      name: "an answer that quotes",
      message: aMessage({ to, inReplyTo: "700100200:51" }),
      answer: answered(200, sent(914)),
      outcome: { kind: "accepted" },
      requests: ([request]) =>
        expect(bodyOf(request)).toMatchObject({
          reply_parameters: { message_id: 51, allow_sending_without_reply: true },
        }),
    },
    {
      name: "buttons, each on its own row",
      message: aMessage({
        to,
        content: {
          type: "buttons",
          text: "Coming?",
          buttons: [
            { type: "reply", id: "yes", title: "Yes" },
            { type: "url", title: "Map", url: "https://example.org/map" },
          ],
        },
      }),
      answer: answered(200, sent(915)),
      outcome: { kind: "accepted" },
      requests: ([request]) =>
        expect(bodyOf(request)).toMatchObject({
          reply_markup: {
            inline_keyboard: [
              [{ text: "Yes", callback_data: "yes" }],
              [{ text: "Map", url: "https://example.org/map" }],
            ],
          },
        }),
    },
    {
      name: "a photo by its link",
      message: aMessage({ to, content: { type: "media", media: aFile(), caption: "The quay" } }),
      answer: answered(200, sent(916)),
      outcome: { kind: "accepted" },
      requests: ([request]) => {
        expect(request?.url).toMatch(/\/sendPhoto$/);
        expect(bodyOf(request)).toEqual({
          chat_id: 700100200,
          caption: "The quay",
          photo: "https://antiphon.example/media/med_1/quay.jpg?s=1",
        });
      },
    },
    {
      name: "a document Telegram does not fetch, as an upload",
      message: aMessage({
        to,
        content: {
          type: "media",
          media: aFile({ kind: "document", mimeType: "text/csv", fileName: 'a"b\r\n.csv' }),
        },
      }),
      answer: answered(200, sent(917)),
      outcome: { kind: "accepted" },
      requests: ([request]) => {
        const body = Buffer.from(request?.body as Uint8Array).toString("latin1");
        expect(request?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
        expect(body).toContain('name="document"; filename="a%22b%0D%0A.csv"');
        expect(body).toContain("\r\n\r\n\u0001\u0002\u0003\r\n--");
      },
    },
    {
      name: "a button whose id is too long is refused before it leaves",
      message: aMessage({
        to,
        content: {
          type: "buttons",
          text: "?",
          buttons: [{ type: "reply", id: "é".repeat(33), title: "No" }],
        },
      }),
      outcome: { kind: "rejected", code: "button-id-too-long" },
    },
    {
      name: "a template has no meaning here",
      message: aMessage({
        to,
        content: {
          type: "template",
          template: { name: "a", language: "en", body: [], buttons: [] },
          preview: "a",
        },
      }),
      outcome: { kind: "rejected", code: "unsupported-content" },
    },
    {
      name: "slower, in Telegram's own seconds",
      covers: "throttled",
      message,
      answer: answered(429, refused(429, "Too Many Requests: retry after 30", { retry_after: 30 })),
      outcome: { kind: "throttled", retryAfterMs: 30_000 },
    },
    {
      name: "blocked by the person",
      covers: "opted-out",
      message,
      answer: answered(403, refused(403, blockedWords)),
      outcome: { kind: "recipient-opted-out", code: "403" },
    },
    {
      name: "never started the bot",
      message,
      answer: answered(400, refused(400, "Bad Request: chat not found")),
      outcome: { kind: "recipient-gone" },
    },
    {
      name: "deactivated",
      message,
      answer: answered(403, refused(403, "Forbidden: user is deactivated")),
      outcome: { kind: "recipient-gone" },
    },
    {
      name: "the JSON decides over the status",
      message,
      answer: answered(403, refused(400, "Bad Request: BUTTON_URL_INVALID")),
      outcome: { kind: "rejected", code: "400" },
    },
    {
      name: "a revoked token",
      message,
      answer: answered(401, refused(401, "Unauthorized")),
      outcome: { kind: "account-broken", code: "401" },
    },
    {
      name: "a fault of Telegram's: may have been taken",
      covers: "5xx",
      message,
      answer: answered(502, "<html>Bad Gateway</html>"),
      outcome: { kind: "unknown" },
    },
    {
      name: "a 200 nobody can read",
      covers: "unreadable",
      message,
      answer: answered(200, "<html></html>"),
      outcome: { kind: "unknown" },
    },
    {
      name: "accepted without an id",
      message,
      answer: answered(200, { ok: true, result: true }),
      outcome: { kind: "unknown" },
    },
    {
      name: "a redirect is not followed",
      message,
      answer: answered(302, ""),
      outcome: { kind: "rejected", code: "http-302" },
    },
  ],
  incoming: [
    {
      name: "a text that quotes",
      covers: "text",
      body: read("text.json"),
      events: [
        {
          type: "message",
          at: new Date(1795348800_000),
          externalId: "700100200:51",
          from: { kind: "telegram", value: "700100200", name: "Ana Lima", locale: "nl" },
          content: { type: "text", text: "Is it still open?" },
          inReplyTo: "700100200:49",
        },
      ],
    },
    {
      name: "a start by a link names the link",
      body: read("start.json"),
      events: [{ type: "message", referral: "src_qr7" }],
    },
    {
      name: "one photo of an album, its largest size",
      covers: "media",
      body: read("album-photo.json"),
      events: [
        {
          type: "message",
          groupId: "133001",
          content: {
            type: "media",
            caption: "Water at the canal",
            media: [{ kind: "image", mimeType: "image/jpeg", fileName: null, providerId: "L1" }],
          },
        },
      ],
    },
    {
      name: "a document",
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
                mimeType: "application/pdf",
                fileName: "note.pdf",
                providerId: "D1",
              },
            ],
          },
        },
      ],
    },
    {
      name: "a pressed button, by its title",
      body: read("button.json"),
      events: [
        {
          type: "message",
          externalId: "tap:4409",
          content: { type: "choice", id: "c:42:ok", title: "Confirm" },
          inReplyTo: "700100200:913",
        },
      ],
    },
    { name: "blocked", body: read("blocked.json"), events: [{ type: "opt-out" }] },
    { name: "unblocked", body: read("unblocked.json"), events: [{ type: "opt-in" }] },
    {
      name: "a place",
      body: read("location.json"),
      events: [
        {
          type: "message",
          content: { type: "location", latitude: 51.44, longitude: 5.48, label: null },
        },
      ],
    },
    {
      name: "a reaction",
      body: read("reaction.json"),
      events: [{ type: "reaction", target: "700100200:913", emoji: "👍" }],
    },
    { name: "a group is not a person", body: read("group.json"), events: [{ type: "ignored" }] },
    {
      name: "an update of a kind we do not use",
      covers: "junk",
      body: { update_id: 1, poll: { id: "9" } },
      events: [{ type: "ignored" }],
    },
    {
      name: "the same update again is the same event",
      covers: "duplicate",
      body: read("text.json"),
      events: [{ type: "message", externalId: "700100200:51" }],
    },
  ],
});

test("a repeated update is known by its id before it is understood", () => {
  const key = (name: string) => telegram.webhook.eventKey?.(webhookRequest(read(name)));
  expect(key("text.json")).toBe("880001");
  expect(telegram.webhook.eventKey?.(webhookRequest("junk"))).toBeNull();
});

test("a tap is answered in the same breath, a message is not", () => {
  const answer = telegram.webhook.answerFor?.(webhookRequest(read("button.json")));
  expect(JSON.parse(answer?.body ?? "")).toEqual({
    method: "answerCallbackQuery",
    callback_query_id: "4409",
  });
  expect(telegram.webhook.answerFor?.(webhookRequest(read("text.json")))).toBeNull();
});

test("an account without a secret lets nobody in", () => {
  const request = webhookRequest("{}", { headers: { "x-telegram-bot-api-secret-token": "" } });
  const open = { ...account, webhookSecret: "" };
  expect(telegram.webhook.verify(request, open).ok).toBe(false);
});

test("a file takes two requests, and never leaves Telegram's path", () => {
  const media = { kind: "image", mimeType: null, fileName: null, providerId: "L1" } as const;
  const first = fetchMedia(media, account, null);
  expect(first).toMatchObject({ body: '{"file_id":"L1"}' });
  const asJson = { "content-type": "application/json" };
  const named = { ok: true, result: { file_path: "photos/file_7.jpg" } };
  expect(fetchMedia(media, account, answered(200, named, asJson))).toMatchObject({
    url: `https://api.telegram.org/file/bot${account.botToken}/photos/file_7.jpg`,
  });
  const outside = { ok: true, result: { file_path: "photos/../../bot1/getMe" } };
  expect(fetchMedia(media, account, answered(200, outside, asJson))).toHaveProperty("error");
  const bytes = { "content-type": "application/octet-stream" };
  expect(fetchMedia(media, account, answered(200, JSON.stringify(named), bytes))).toBeNull();
});

test("a check points the webhook here and says what is wrong otherwise", async () => {
  const asked: string[] = [];
  const context = sendContext(account, {
    http: (request) => {
      asked.push(request.url.split("/").at(-1) ?? "");
      const isMe = request.url.endsWith("getMe");
      return Promise.resolve(
        answered(200, isMe ? { ok: true, result: { username: "quay_bot" } } : { ok: true }),
      );
    },
  });
  expect(await telegram.check(context)).toEqual({
    ok: true,
    facts: {
      name: "@quay_bot",
      url: "https://antiphon.example/webhooks/telegram/acc_1",
    },
  });
  expect(asked).toEqual(["getMe", "setWebhook"]);
  const http = () => Promise.resolve(answered(401, refused(401, "Unauthorized")));
  expect(await telegram.check(sendContext(account, { http }))).toEqual({
    ok: false,
    problem: "credentials",
    facts: {},
    said: "Unauthorized",
  });
});
