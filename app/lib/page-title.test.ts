import { expect, test } from "vitest";
import en from "#app/locales/en/index.ts";
import nl from "#app/locales/nl/index.ts";
import { createI18n } from "./i18n.ts";
import { titled, titleOf } from "./page-title.ts";

const words = { en: createI18n("en", en), nl: createI18n("nl", nl) };
const shell = (unread: number) => ({ handle: { unread: () => unread }, data: {} });
const list = { handle: titled((t) => t("campaigns")), data: {} };
const named = (name: string | undefined) => ({
  handle: titled<() => { name: string }>((t, page) => page?.name || t("campaign")),
  data: name === undefined ? undefined : { name },
});

test.for([
  ["a page in English", "en", [shell(0), list], "Campaigns · Antiphon"],
  ["the same in Dutch", "nl", [shell(0), list], "Campagnes · Antiphon"],
  ["the innermost page names itself", "nl", [shell(0), list, named("Lente")], "Lente · Antiphon"],
  ["a row that could not be read", "nl", [shell(0), named(undefined)], "Campagne · Antiphon"],
  ["something unread", "en", [shell(3), list], "(3) Campaigns · Antiphon"],
  ["no page known", "en", [shell(3)], "Antiphon"],
] as const)("%s", ([, language, matches, expected]) => {
  expect(titleOf([...matches], words[language].getFixedT(null, "titles"))).toBe(expected);
});
