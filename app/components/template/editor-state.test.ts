import { expect, test } from "vitest";
import type { TemplateDraft } from "#core/template/draft.ts";
import { emptyVariant } from "#core/template/variant.ts";
import { edit, newVariant, startEditing } from "./editor-state.ts";

const draft: TemplateDraft = {
  name: "Offer",
  purpose: "marketing",
  defaultLocale: "en",
  fallbacks: {},
  variants: [
    { channel: "sms", locale: "en", content: { ...emptyVariant, text: "Hi" } },
    { channel: "sms", locale: "nl", content: { ...emptyVariant, text: "Hoi" } },
  ],
};

test("writing changes the open variant only", () => {
  const opened = edit(startEditing(draft), { type: "open", key: "sms/nl" });
  const written = edit(opened, { type: "write", change: { text: "Hallo" } });
  expect(written.draft.variants.map((v) => v.content.text)).toEqual(["Hi", "Hallo"]);
  expect([opened.isChanged, written.isChanged]).toEqual([false, true]);
});

test("an emptied fallback is no fallback", () => {
  const given = edit(startEditing(draft), { type: "fallback", path: "firstName", value: "you" });
  expect(given.draft.fallbacks).toEqual({ firstName: "you" });
  const emptied = edit(given, { type: "fallback", path: "firstName", value: "" });
  expect(emptied.draft.fallbacks).toEqual({});
});

test("removing the open variant opens another; the last one stays", () => {
  const one = edit(startEditing(draft), { type: "remove", key: "sms/en" });
  expect(one.open).toBe("sms/nl");
  expect(edit(one, { type: "remove", key: "sms/nl" })).toBe(one);
});

test("a mail made from a chat keeps the text and gets a subject, not the buttons", () => {
  const chat = {
    ...emptyVariant,
    text: "Hi",
    buttons: [{ type: "reply", id: "a", title: "A" }] as const,
  };
  const { content } = newVariant("email", "en", chat);
  expect([content.text, content.subject, content.buttons]).toEqual(["Hi", "", []]);
});
