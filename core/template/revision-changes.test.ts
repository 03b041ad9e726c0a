import { expect, test } from "vitest";
import { revisionChanges } from "./revision-changes.ts";
import { emptyVariant } from "./variant.ts";

const sms = (locale: string, text: string) => {
  return { channel: "sms", locale, content: { ...emptyVariant, text } };
};

test("variants that came, went and changed are named, and so are other fallbacks", () => {
  const before = { variants: [sms("en", "Hi"), sms("nl", "Hoi")], fallbacks: { firstName: "you" } };
  const after = { variants: [sms("en", "Hello"), sms("fr", "Salut")], fallbacks: {} };
  expect(revisionChanges(before, after)).toEqual([
    { variant: "sms/en", kind: "changed" },
    { variant: "sms/fr", kind: "added" },
    { variant: "sms/nl", kind: "removed" },
    { variant: null, kind: "changed" },
  ]);
});

test("the same words in another order of keys are no change", () => {
  const { text, ...rest } = sms("en", "Hi").content;
  const turned = { channel: "sms", locale: "en", content: { ...rest, text } };
  const draft = { variants: [sms("en", "Hi")], fallbacks: { a: "1", b: "2" } };
  const same = { variants: [turned], fallbacks: { b: "2", a: "1" } };
  expect(revisionChanges(draft, same)).toEqual([]);
});
