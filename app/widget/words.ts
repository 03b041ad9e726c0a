const en = {
  open: "Open the chat",
  close: "Close the chat",
  unread: (count: number) => (count === 1 ? "1 new message" : `${count} new messages`),
  write: "Write a message",
  attach: "Add a photo or file",
  send: "Send",
  sending: "Sending",
  notSent: "Not sent.",
  again: "Try again",
  tooLarge: "This file is larger than 10 MB.",
  notAllowed: "This kind of file cannot be sent.",
  tooFast: "That was a lot at once. Wait a moment, then try again.",
  offline: "No connection. We keep trying.",
  you: "You",
  remove: "Remove",
};
export type Words = typeof en;

const nl: Words = {
  open: "Open de chat",
  close: "Sluit de chat",
  unread: (count) => (count === 1 ? "1 nieuw bericht" : `${count} nieuwe berichten`),
  write: "Schrijf een bericht",
  attach: "Voeg een foto of bestand toe",
  send: "Verstuur",
  sending: "Wordt verstuurd",
  notSent: "Niet verstuurd.",
  again: "Probeer opnieuw",
  tooLarge: "Dit bestand is groter dan 10 MB.",
  notAllowed: "Dit soort bestand kan niet worden verstuurd.",
  tooFast: "Dat was veel tegelijk. Wacht even en probeer het opnieuw.",
  offline: "Geen verbinding. We blijven het proberen.",
  you: "Jij",
  remove: "Verwijder",
};

export function wordsFor(language: string): Words {
  return language.toLowerCase().startsWith("nl") ? nl : en;
}
