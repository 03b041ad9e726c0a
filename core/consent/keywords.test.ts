import { expect, test } from "vitest";
import { matchKeyword } from "./keywords.ts";

test.for([
  ["STOP", "stop", "en"],
  ["stop", "stop", "en"],
  ["  Stop! ", "stop", "en"],
  ["“STOP”", "stop", "en"],
  ["ＳＴＯＰ", "stop", "en"],
  ["S\u200bTOP", "stop", "en"],
  ["STOP 🙏", "stop", "en"],
  ["/stop", "stop", "en"],
  ["stop all", "stop", "en"],
  ["Opt-out", "stop", "en"],
  ["STOP ADS", "stop", "en"],
  ["Stop, please", "stop", "en"],
  ["Afmelden", "stop", "nl"],
  ["afmelden graag", "stop", "nl"],
  ["Arrêt", "stop", "fr"],
  ["ARRET", "stop", "fr"],
  ["Fin", "stop", "fr"],
  ["Stopp", "stop", "de"],
  ["baja", "stop", "es"],
  ["sair", "stop", "pt"],
  ["iptal", "stop", "tr"],
  ["İPTAL", "stop", "tr"],
  ["стоп", "stop", "ru"],
  ["توقف", "stop", "ar"],
  ["הסר", "stop", "he"],
  ["退订", "stop", "zh"],
  ["配信停止", "stop", "ja"],
  ["수신거부", "stop", "ko"],
  ["Start", "start", "en"],
  ["/start src_qr7", "start", "en"],
  ["unstop", "start", "en"],
  ["yes", "start", "en"],
  ["старт", "start", "ru"],
  ["help", "help", "en"],
  ["Hilfe", "help", "de"],
  ["hjälp", "help", "sv"],
  ["ヘルプ", "help", "ja"],
] as const)("%s is %s (%s)", ([text, kind, locale]) => {
  expect(matchKeyword(text)).toEqual({ kind, locale });
});

test.for([
  ["", "nothing was written"],
  ["👍", "a reaction"],
  ["Can you stop the delivery at the gate?", "the word is inside a question"],
  ["stop sending my parcels to the old address", "too many words follow"],
  ["cancel my table for two", "a weak word counts only alone"],
  ["the end", "a weak word after another"],
  ["finally", "only the start of the word"],
  ["help me please", "an agent's work, not a keyword"],
  ["/help me find it", "a question behind a command"],
  ["start the car", "opting in takes the whole text"],
  ["stopover", "another word"],
] as const)("%s is no keyword: %s", ([text]) => {
  expect(matchKeyword(text)).toBeNull();
});

test("a yes in a chat answers a question; in a text message it opts in", () => {
  expect(matchKeyword("Yes", "whatsapp")).toBeNull();
  expect(matchKeyword("INFO", "telegram")).toBeNull();
  expect(matchKeyword("Yes", "sms")).toEqual({ kind: "start", locale: "en" });
  expect(matchKeyword("STOP", "whatsapp")).toEqual({ kind: "stop", locale: "en" });
});

test("a mail is read by its first line, above the signature", () => {
  const mail = "\nUitschrijven\n\nGroet,\nJan de Vries\nTel. 010 123 45 67";
  expect(matchKeyword(mail, "email")).toEqual({ kind: "stop", locale: "nl" });
  expect(matchKeyword(mail, "whatsapp")).toBeNull();
});
