import type { TFunction } from "i18next";
import { expect, test } from "vitest";
import type { AccountCheck, CheckProblem } from "#channels/contract.ts";
import { channels } from "#channels/registry.ts";
import en from "#app/locales/en/index.ts";
import nl from "#app/locales/nl/index.ts";
import { sayCheck } from "./check-words.ts";
import { createI18n } from "./i18n.ts";

const english: TFunction<"channels"> = createI18n("en", en).getFixedT("en", "channels");
const dutch: TFunction<"channels"> = createI18n("nl", nl).getFixedT("nl", "channels");
const real = (adapterId: string) => ({ adapterId, isSimulated: false });

test("a failed check is said in the reader's language, the provider's own words quoted", () => {
  const check: AccountCheck = {
    ok: false,
    problem: "credentials",
    facts: {},
    said: "190: Invalid OAuth access token",
  };
  expect(sayCheck(check, real("whatsapp"), english)).toEqual({
    isGood: false,
    detail: "Meta does not accept these credentials.",
    remedy: "Make a new access token with the permissions this channel needs, and check the ids.",
    quote: "It said: “190: Invalid OAuth access token”",
  });
  expect(sayCheck(check, real("whatsapp"), dutch)).toMatchObject({
    detail: "Meta aanvaardt deze toegangsgegevens niet.",
    quote: "Het antwoord was: “190: Invalid OAuth access token”",
  });
  expect(sayCheck(check, real("a-seventh"), dutch).detail).toBe(
    "De provider aanvaardt deze toegangsgegevens niet.",
  );
});

test("a silent simulator is what to look at", () => {
  const check: AccountCheck = { ok: false, problem: "no-answer", facts: {}, said: null };
  const said = sayCheck(check, { adapterId: "telegram", isSimulated: true }, dutch);
  expect(said).toMatchObject({ quote: null, remedy: dutch("check.simulated") });
});

const problems: Record<CheckProblem, true> = {
  "no-answer": true,
  unreadable: true,
  throttled: true,
  credentials: true,
  inactive: true,
  "address-refused": true,
  refused: true,
};

test("every channel has words for every problem, with nothing left to fill in", () => {
  const facts = { name: "@quay", server: "mail.test:587" };
  for (const { id } of channels) {
    for (const problem of Object.keys(problems) as CheckProblem[]) {
      const check: AccountCheck = { ok: false, problem, facts, said: null };
      const { detail, remedy } = sayCheck(check, real(id), dutch);
      expect(`${detail} ${remedy}`).toMatch(/^[^{}]+\. [^{}]+\.$/);
      expect(`${detail} ${remedy}`).not.toContain("check.");
    }
  }
});
