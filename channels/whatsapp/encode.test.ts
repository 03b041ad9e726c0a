import { expect, test } from "vitest";
import type { MessageContent } from "#core/message/message.ts";
import { aFile, aMessage, sendOnce } from "../testkit.ts";
import { flatten } from "./encode-template.ts";
import { whatsapp } from "./index.ts";
import { accepted, account, bodyOf } from "./test-account.ts";

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
