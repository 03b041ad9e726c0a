import type { KeywordKind } from "./keywords.ts";

type Sentences = Readonly<Record<KeywordKind, string>>;

/** One plain sentence each, nothing promotional; `{name}` is the workspace. Other languages get English. */
const sentences: Readonly<Record<string, Sentences>> = {
  en: {
    stop: "{name}: you are unsubscribed and will get no more messages here. Reply START to come back.",
    start: "{name}: welcome back, you will get our messages here again. Reply STOP to end them.",
    help: "{name}: reply STOP to get no more messages here, START to get them again.",
  },
  nl: {
    stop: "{name}: je bent afgemeld en krijgt hier geen berichten meer. Antwoord START om terug te komen.",
    start:
      "{name}: welkom terug, je krijgt hier weer berichten van ons. Antwoord STOP om te stoppen.",
    help: "{name}: antwoord STOP om hier geen berichten meer te krijgen, START om ze weer te krijgen.",
  },
  fr: {
    stop: "{name} : vous êtes désabonné et ne recevrez plus de messages ici. Répondez START pour revenir.",
    start: "{name} : vous recevrez de nouveau nos messages ici. Répondez STOP pour les arrêter.",
    help: "{name} : répondez STOP pour ne plus recevoir de messages ici, START pour les recevoir de nouveau.",
  },
  de: {
    stop: "{name}: Sie sind abgemeldet und erhalten hier keine Nachrichten mehr. Antworten Sie START, um zurückzukommen.",
    start:
      "{name}: Sie erhalten hier wieder Nachrichten von uns. Antworten Sie STOP, um sie zu beenden.",
    help: "{name}: Antworten Sie STOP, um hier keine Nachrichten mehr zu erhalten, START, um sie wieder zu erhalten.",
  },
  es: {
    stop: "{name}: se ha dado de baja y no recibirá más mensajes aquí. Responda START para volver.",
    start: "{name}: volverá a recibir nuestros mensajes aquí. Responda STOP para terminar.",
    help: "{name}: responda STOP para no recibir más mensajes aquí, START para volver a recibirlos.",
  },
};

/** The answer to a keyword in its own language, "en" where we have none. */
export function confirmationText(
  kind: KeywordKind,
  locale: string,
  workspaceName: string,
): { readonly text: string; readonly locale: string } {
  const own = sentences[locale];
  const spoken = own ? locale : "en";
  const template = (own ?? sentences["en"])?.[kind] ?? "";
  return { text: template.replace("{name}", () => workspaceName), locale: spoken };
}
