import { fold, ownLines } from "./spoken.ts";

/**
 * Sentences that ask us to stop without being a keyword ("please stop texting me"). A rule does not
 * decide on them: a person is asked, and marketing waits for the answer. Written as words in a row:
 * `a|b` is either, `a?` may be missing. Only English is held to a regulator's wording ("any reasonable
 * means"); the other rows want a native speaker's look.
 */
const phrases: readonly string[] = [
  // en
  "stop texting|messaging|contacting|emailing|mailing|spamming|calling|bothering|writing|harassing",
  "stop sending me? all|any|more|such? the|these|this|those|your? texts|text|messages|message|msgs|sms|emails|mails|ads|offers|promotions|promos|newsletters|spam|stuff",
  "stop with? all? all|any|such|the|these|this|those|your texts|messages|msgs|emails|mails|ads|offers|promotions|newsletters|spam",
  "don't|dont|do_not|never ever? text|message|contact|email|mail|spam|bother|write_to|write me",
  "don't|dont|do_not|never send me any|anything|more|these|those|this|your",
  "don't|dont|do_not want any? more? your? texts|messages|emails|mails|ads|offers|spam|newsletters",
  "no more texts|messages|msgs|emails|mails|sms|ads|offers|spam|newsletters",
  "leave me alone",
  "remove|delete|erase me",
  "remove|delete|erase my number|email|address|details|data|contact",
  "take me off",
  "unsubscribe",
  "opt me? out",
  // nl
  "stop met mij|me? te? berichten|appen|sms|sms-en|sms'en|mailen|sturen|spammen|contacteren|lastigvallen|bellen",
  "stop met het? sturen|versturen",
  "geen berichten|sms|smsjes|sms'jes|appjes|mails|mail|e-mails|reclame|aanbiedingen|nieuwsbrieven meer",
  "laat me|mij met_rust",
  "haal|verwijder|schrap|schrijf me|mij van|uit|af",
  "verwijder mijn nummer|gegevens|adres|mailadres|e-mailadres",
  "uitschrijven|afmelden",
  "wil geen berichten|sms|appjes|mail|mails|reclame|aanbiedingen",
  // fr
  "arretez|arrete|cessez de? m'ecrire|me_contacter|m'envoyer|m'embeter|me_deranger",
  "plus de? messages|sms|textos|mails|emails|pub|publicites",
  "ne m'ecrivez|m'envoyez|me_contactez plus",
  "laissez|laisse moi tranquille",
  "supprimez|retirez|enlevez moi",
  "supprimez|retirez|effacez mon numero|adresse",
  "desabonner|desabonnez|desinscrire|desinscrivez",
  // de
  "hort|hor|horen|horen_sie auf",
  "keine nachrichten|sms|mails|e-mails|werbung|newsletter mehr",
  "schreibt|schreiben|schreib mir|sie_mir|uns? nicht|nichts|keine mehr",
  "lasst|lassen|lass mich|sie_mich in ruhe|frieden",
  "loscht|loschen|losche meine|meine_nummer|sie_meine|sie_mich|mich",
  "nehmt|nehmen mich|sie_mich von|aus",
  "abmelden|abbestellen",
  // es
  "deja|deje|dejen|dejad de escribirme|contactarme|enviarme|mandarme|molestarme|molestar",
  "no me escriban|escribas|envien|envies|manden|mandes|contacten|contactes|molesten",
  "no quiero mas|recibir",
  "no mas mensajes|sms|correos|publicidad",
  "dejame|dejenme|dejadme en paz",
  "borren|borra|eliminen|elimina|quiten|quita mi numero|correo|telefono",
  "darme|dame|denme de baja",
  // pt
  "pare|parem|para de me? enviar|mandar|escrever|contatar|contactar",
  "nao me envie|enviem|mande|mandem|escreva|escrevam|contate|contatem|contactem|incomode",
  "nao quero mais|receber",
  "me deixe|deixa|deixem em paz",
  "deixe|deixem me em paz",
  "remova|removam|retire|retirem|exclua meu|o_meu numero|email|contato|contacto",
  "descadastrar|descadastre",
  // it
  "smetti|smettete|smettila|basta di|con scrivermi|contattarmi|mandarmi|inviarmi|messaggi|disturbarmi",
  "non scrivetemi|contattatemi|mandatemi|inviatemi|scrivermi|contattarmi piu",
  "non voglio piu|ricevere",
  "basta messaggi|sms|mail|pubblicita",
  "lasciatemi|lasciami in pace",
  "cancellatemi|toglietemi|rimuovetemi|disiscrivetemi",
  // pl
  "nie pisz|piszcie|wysylaj|wysylajcie|kontaktuj|kontaktujcie",
  "przestan|przestancie pisac|wysylac",
  "zostaw|zostawcie mnie w spokoju",
  "wypiszcie|usuncie|wypisz|usun mnie|moj",
  // sv, da, no
  "sluta|slut|stop|stopp att|med_at|a? skicka|sms:a|sende|sms'e|skrive|skriva|kontakte|kontakta",
  "inga|ingen|ikke fler|flere meddelanden|beskeder|meldinger|sms|mail|e-post",
  "lamna|lad|la mig|meg vara|i_fred|vaere|være",
  "ta bort|fjern|slet mig|meg",
  "fjern|slet|slett mig|meg",
  "avregistrera|afmelde|avmelde",
  // tr
  "mesaj|sms gondermeyin|atmayin|istemiyorum|gonderme|atma",
  "beni rahat_birakin|rahat_birak|listeden_cikarin|listenizden_cikarin|aramayin",
  "bana yazmayin|mesaj_atmayin|ulasmayin",
  "numarami silin",
  // ru, uk
  "не пишите|присылайте|отправляйте|беспокойте|шлите",
  "перестаньте|хватит|прекратите мне? писать|присылать|отправлять|слать",
  "оставьте меня в покое",
  "удалите мой|меня",
  "отпишите меня",
  "не пишіть|надсилайте|турбуйте|відправляйте",
  "припиніть|перестаньте мені? писати|надсилати|турбувати",
  "залиште мене у|в спокої",
  "видаліть мій|мене",
  "відпишіть мене",
  // ar, he
  "لا ترسلوا|ترسل|ترسلو|تراسلوني|تراسلني",
  "توقفوا|توقف عن ارسال|مراسلتي|الارسال|الرسائل",
  "اتركوني|اتركني وشأني",
  "احذفوا|احذف رقمي",
  "לא לשלוח לי יותר|עוד",
  "תפסיקו|תפסיק|הפסיקו לשלוח|לשלוח_לי|להטריד",
  "תורידו|תסירו|הסירו אותי",
  "עזבו|תעזבו אותי",
];

/** Languages that do not part their words: found anywhere. */
const unspaced: readonly string[] = [
  ...["不要再发", "别再发", "不要再發", "别发了", "取消订阅", "取消訂閱", "不要联系我", "别联系我"],
  ...["删除我的号码", "别打扰我", "不要打扰我"],
  ...[
    "送らないで",
    "送信しないで",
    "連絡しないで",
    "メッセージはいりません",
    "配信を停止",
    "解除してください",
  ],
  ...["보내지 마", "보내지마", "연락하지 마", "연락하지마", "그만 보내", "수신 거부", "구독 취소"],
];

const pattern = new RegExp(`(?:^| )(?:${phrases.map(compile).join("|")})(?= |$)`, "u");
const anywhere = unspaced.map(fold);
const LOOKED_AT = 600;

/** Reads like a wish to hear no more, though no keyword: somebody should look. */
export function soundsLikeOptOut(text: string, channel?: string): boolean {
  const own = channel === "email" ? ownLines(text) : text;
  const folded = fold(own.slice(0, LOOKED_AT));
  return pattern.test(folded) || anywhere.some((words) => folded.includes(words));
}

/** `stop texting|writing me?` as an expression over folded text; `_` joins the words of one choice. */
function compile(phrase: string): string {
  const groups = phrase.split(" ").map((group) => {
    const isOptional = group.endsWith("?");
    const choices = group.replace(/\?$/, "").split("|");
    const words = choices.map((one) => fold(one.replaceAll("_", " "))).join("|");
    return { words, isOptional };
  });
  return groups
    .map(({ words, isOptional }, place) => {
      const space = place === 0 ? "" : " ";
      return isOptional ? `(?:${space}(?:${words}))?` : `${space}(?:${words})`;
    })
    .join("");
}
