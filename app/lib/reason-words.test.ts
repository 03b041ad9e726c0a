import { expect, test } from "vitest";
import en from "#app/locales/en/index.ts";
import nl from "#app/locales/nl/index.ts";
import { alarmReason, type StateReason } from "#core/delivery/state-reason.ts";
import { alarms } from "#core/delivery/run-health.ts";
import { createFormat } from "./format.ts";
import { createI18n } from "./i18n.ts";
import { sayReason } from "./reason-words.ts";

function say(reason: StateReason, locale: "en" | "nl"): string {
  const now = new Date("2026-03-01T09:00:00Z");
  const format = createFormat({ locale, zone: "UTC", now, justNow: "" });
  const words = createI18n(locale, { en, nl }[locale]);
  return sayReason(reason, words.getFixedT(locale, "common"), format);
}

test("every reason of the product is said in both languages, with its numbers", () => {
  expect(say(alarmReason("refused-in-a-row"), "en")).toContain("20 messages in a row");
  expect(say(alarmReason("refused-in-a-row"), "nl")).toContain("20 berichten achter elkaar");
  expect(say(alarmReason("refused-share"), "nl")).toContain("weigerde meer dan 5%");
  expect(say(alarmReason("doubtful-share"), "en")).toContain("more than 1% of");
  expect(say({ code: "restored" }, "nl")).toContain("teruggezet");
});

test("a provider is quoted in its own words, whatever the reader's language", () => {
  const reason = { code: "account-broken", detail: "Error 190: token {{expired}}" } as const;
  expect(say(reason, "en")).toBe(
    "The provider refuses the account. It said: “Error 190: token {{expired}}”",
  );
  expect(say(reason, "nl")).toContain("“Error 190: token {{expired}}”");
});

test("a sentence stored before reasons had codes stays; a bare alarm is translated", () => {
  const old = "The database was restored: look at Reconcile before you resume.";
  expect(say(old, "nl")).toBe(old);
  for (const alarm of alarms) expect(say(alarm, "nl")).toBe(say(alarmReason(alarm), "nl"));
});
