import { expect, test } from "vitest";
import { aFile, aMessage, fixture, sendContext, testChannel, webhookRequest } from "../testkit.ts";
import type { Account } from "./account.ts";
import { webChat } from "./index.ts";

const account: Account = {
  title: "Quay Books",
  greeting: "Hello, how can we help?",
  accent: "#0b6e63",
  position: "right",
  allowedOrigins: "https://quay.test https://www.quay.test",
  visitorSecret: "0123456789abcdef-visitor",
};
const message = aMessage({ to: { kind: "web-chat", value: "vis_1" } });
const read = (name: string) => fixture(import.meta.url, name);
const appended = { webChat: () => Promise.resolve({ externalId: "vis_1:7" }) };
const gone = { webChat: () => Promise.resolve({ error: "unknown-visitor" } as const) };

testChannel<Account>({
  adapter: webChat,
  account,
  without: {
    throttled: "our own stream is not metered",
    "5xx": "there is no HTTP between us and the stream",
    unreadable: "the stream answers in our own types",
  },
  sign: (request, given) => webChat.webhook.stamp?.(request, given) ?? request,
  outgoing: [
    {
      name: "a text",
      covers: "ok",
      message,
      context: appended,
      outcome: { kind: "accepted", externalIds: ["vis_1:7"] },
    },
    {
      name: "a photo",
      message: { ...message, content: { type: "media", media: aFile() } },
      context: appended,
      outcome: { kind: "accepted" },
    },
    {
      name: "a visitor who is gone",
      covers: "opted-out",
      message,
      context: gone,
      outcome: { kind: "recipient-gone", code: "unknown-visitor" },
    },
    {
      name: "a mail is not a chat message",
      message: {
        ...message,
        content: { type: "email", subject: "s", text: "t", html: null, attachments: [] },
      },
      outcome: { kind: "rejected", code: "unsupported-content" },
    },
  ],
  incoming: [
    {
      name: "a text",
      covers: "text",
      body: read("text.json"),
      events: [
        {
          type: "message",
          at: new Date("2026-11-22T12:00:00.000Z"),
          externalId: "vis_1:3",
          from: { kind: "web-chat", value: "vis_1", name: null, locale: "nl" },
          content: { type: "text", text: "Is it still open?" },
        },
      ],
    },
    {
      name: "a photo",
      covers: "media",
      body: read("photo.json"),
      events: [
        {
          type: "message",
          content: {
            type: "media",
            caption: "",
            media: [
              {
                kind: "image",
                mimeType: "image/jpeg",
                fileName: "quay.jpg",
                fileKey: "widget/acc_1/med_1",
              },
            ],
          },
        },
      ],
    },
    {
      name: "a pressed button",
      body: read("choice.json"),
      events: [
        {
          type: "message",
          content: { type: "choice", id: "yes", title: "Yes" },
          inReplyTo: "vis_1:2",
        },
      ],
    },
    {
      name: "read up to a moment",
      covers: "status",
      body: read("seen.json"),
      events: [{ type: "watermark", status: "read", at: new Date("2026-11-22T12:00:05.000Z") }],
    },
    { name: "something else", covers: "junk", body: { type: "x" }, events: [{ type: "ignored" }] },
    {
      name: "the same call again is the same message",
      covers: "duplicate",
      body: read("text.json"),
      events: [{ type: "message", externalId: "vis_1:3" }],
    },
  ],
});

test("the append is keyed: the same message is asked for under the same key", async () => {
  const asked: unknown[] = [];
  const context = sendContext(account, {
    webChat: (...given) => {
      asked.push(given.slice(0, 3));
      return Promise.resolve({ externalId: "vis_1:7" });
    },
  });
  await webChat.send(message, context);
  expect(asked).toEqual([["acc_1", "vis_1", message.sendKey]]);
});

test.for([
  ["https://quay.test", true],
  ["https://quay.test\nhttp://localhost:3000", true],
  ["*", true],
  ["", false],
  ["quay.test", false],
  ["https://quay.test/shop", false],
  ["javascript:alert(1)", false],
] as const)("a site list of %j: %s", ([allowedOrigins, isFine]) => {
  expect(webChat.account.safeParse({ ...account, allowedOrigins }).success).toBe(isFine);
});

test("the event key tells one message from the next", () => {
  const key = (name: string) => webChat.webhook.eventKey?.(webhookRequest(read(name)));
  expect(new Set(["text.json", "photo.json", "choice.json", "seen.json"].map(key)).size).toBe(4);
});
