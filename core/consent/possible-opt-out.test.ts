import { expect, test } from "vitest";
import { matchKeyword } from "./keywords.ts";
import { soundsLikeOptOut } from "./possible-opt-out.ts";

test.for([
  ["please stop texting me", "en"],
  ["Pls STOP messaging me!!!", "en"],
  ["Can you stop sending me these messages?", "en"],
  ["stop sending all those ads", "en"],
  ["please stop with all these messages", "en"],
  ["Don't text me again", "en"],
  ["don’t ever contact me", "en"],
  ["do not write to me any more", "en"],
  ["I don't want any more of this. No more messages please", "en"],
  ["leave me alone", "en"],
  ["Remove me from your list", "en"],
  ["delete my number", "en"],
  ["take me off this list", "en"],
  ["How do I unsubscribe from this?", "en"],
  ["please opt me out", "en"],
  ["Geen berichten meer graag", "nl"],
  ["Stop met sturen aub, ik heb het gehad", "nl"],
  ["Laat me met rust!", "nl"],
  ["Haal me van de lijst", "nl"],
  ["hoe kan ik me afmelden voor deze berichten", "nl"],
  ["Arrêtez de m'écrire", "fr"],
  ["Ne me contactez plus SVP", "fr"],
  ["laissez-moi tranquille", "fr"],
  ["Bitte keine Nachrichten mehr", "de"],
  ["Lassen Sie mich in Ruhe", "de"],
  ["Hören Sie auf damit", "de"],
  ["Por favor dejen de escribirme", "es"],
  ["no quiero recibir nada", "es"],
  ["déjenme en paz", "es"],
  ["Parem de me mandar mensagens", "pt"],
  ["Não quero mais nada disso", "pt"],
  ["Lasciatemi in pace", "it"],
  ["non scrivetemi più", "it"],
  ["Proszę nie piszcie do mnie", "pl"],
  ["Sluta skicka sms", "sv"],
  ["Ingen flere beskeder, tak", "da"],
  ["La meg være", "no"],
  ["Lütfen mesaj göndermeyin", "tr"],
  ["Не пишите мне больше", "ru"],
  ["Залиште мене в спокої", "uk"],
  ["لا ترسلوا لي رسائل", "ar"],
  ["תפסיקו לשלוח לי הודעות", "he"],
  ["请不要再发短信给我", "zh"],
  ["もう送らないでください", "ja"],
  ["문자 보내지 마세요", "ko"],
] as const)("%s may be an opt-out (%s)", ([text]) => {
  expect(matchKeyword(text)).toBeNull();
  expect(soundsLikeOptOut(text)).toBe(true);
});

test.for([
  ["Can you stop the delivery at the gate?", "stopping something else"],
  ["stop sending my parcels to the old address", "what is sent is not our messages"],
  ["cancel my table for two", "an order"],
  ["I left the parcel alone at the door", "words apart"],
  ["Where do you take me from the station?", "half a phrase"],
  ["No more tulips in the shop?", "no more of something else"],
  ["Don't send the red ones, please", "goods"],
  ["Remove mercury from the list", "a longer word"],
  ["Geen tulpen meer?", "goods"],
  ["Non voglio i tulipani rossi", "goods"],
  ["Thanks, see you at 5", "nothing of the kind"],
  ["", "nothing was written"],
] as const)("%s is no opt-out: %s", ([text]) => {
  expect(soundsLikeOptOut(text)).toBe(false);
});

test("our own unsubscribe line quoted in a mail is not the person's", () => {
  const mail = "Is it still on Friday?\n\n> Tulip & Co\n> Unsubscribe: https://example.test/u/1";
  expect(soundsLikeOptOut(mail, "email")).toBe(false);
  expect(soundsLikeOptOut(`Please remove me.\n${mail}`, "email")).toBe(true);
});
