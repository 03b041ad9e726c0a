import type { TFunction } from "i18next";
import { expect, test } from "vitest";
import { createI18n } from "#app/lib/i18n.ts";
import nl from "#app/locales/nl/index.ts";
import type { InboundLine } from "#core/conversation/inbound-line.ts";
import { sayLine, sayLines } from "./call-result.ts";

const dutch: TFunction<"channels"> = createI18n("nl", nl).getFixedT("nl", "channels");

const lines: readonly (readonly [InboundLine, string])[] = [
  [{ type: "status", outcome: "applied", detail: "read" }, "Ontvangstmelding: verwerkt, gelezen"],
  [{ type: "message", outcome: "answers" }, "Bericht: in het gesprek, antwoord op wat we stuurden"],
  [
    { type: "message", outcome: "in-thread", keyword: "stop" },
    "Bericht: STOP-woord, in het gesprek",
  ],
  [
    { type: "ignored", outcome: "ignored", detail: "group", said: "supergroup" },
    "Genegeerd: terzijde gelegd, niet uit een privégesprek (“supergroup”)",
  ],
];

test.for(lines)("%o is said in the reader's language", ([line, words]) => {
  expect(sayLine(line, dutch)).toBe(words);
});

test("a sentence stored before there were codes is shown as it was stored", () => {
  const line = { type: "message", outcome: "in the thread, answers a delivery (exact)" };
  expect(sayLine(line, dutch)).toBe("Bericht: in the thread, answers a delivery (exact)");
  const ignored = { type: "ignored", outcome: "ignored: an edited message" };
  expect(sayLine(ignored, dutch)).toBe("Genegeerd: ignored: an edited message");
});

test("a code nobody knows is shown itself", () => {
  const line = { type: "newcomer", outcome: "folded", detail: "twice" };
  expect(sayLine(line, dutch)).toBe("newcomer: folded, twice");
});

test("what happened several times in a call is said once, with its number", () => {
  const read = { type: "status", outcome: "applied", detail: "read" };
  const sent = { type: "status", outcome: "applied", detail: "sent" };
  expect(sayLines([read, sent, read], dutch)).toEqual([
    "2 × Ontvangstmelding: verwerkt, gelezen",
    "Ontvangstmelding: verwerkt, verzonden",
  ]);
});
