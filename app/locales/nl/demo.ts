import type { Words } from "../dictionary.ts";
import type { demo as en } from "../en/demo.ts";

export const demo: Words<typeof en> = {
  title: "Verhalen",
  lead: "Drie verzonnen organisaties, elk met hun mensen en hun telefoons. Verstuur, pak een telefoon, antwoord.",
  link: "Probeer de verhalen",
  linkTitle: "Drie verhalen om te proberen",
  linkLead:
    "Een winkel, een redactie en een luchtvaartmaatschappij schrijven naar verzonnen mensen. Hun telefoons staan op deze computer en op elk kun je antwoorden.",
  phones: "Alle telefoons",
  phonesOf: "Telefoons van {{story}}",
  noPhones: "De simulator draait niet, dus er zijn geen telefoons te zien.",
  send: "Nu versturen",
  open: "De laatst verstuurde openen",
  inbox: "Inbox openen",
  mayNot: "Jouw rol mag kijken. Een eigenaar, beheerder of marketeer verstuurt.",
  gone: "De campagne van dit verhaal is verwijderd. Met ‘npm run demo:reset’ komt hij terug.",
  sent: "Over {{seconds}} seconden gaat het uit; dan gaan deze telefoons over.",
  sentLink: "Kijk mee, of neem het terug",
  blocked: "Er staat iets in de weg om te versturen.",
  blockedLink: "Bekijk de campagne",
  steps: "Wat er gebeurt",
  shop: {
    title: "De voorjaarsactie van een winkel",
    who: "Bloem & Blad, via WhatsApp, e-mail en sms",
    one: "Klanten die aanbiedingen willen krijgen elk één bericht, via hun kanaal en in hun taal.",
    two: "Druk op een telefoon op een knop, schrijf iets of zeg STOP.",
    three: "Het antwoord staat in de inbox, onder de aanbieding waar het bij hoort.",
  },
  newsroom: {
    title: "Een redactie vraagt om foto’s van het hoge water",
    who: "De Rivierbode, via WhatsApp en Telegram",
    one: "Lezers langs de rivier krijgen de vraag wat ze uit hun raam zien.",
    two: "Stuur op een telefoon een foto.",
    three: "De foto opent groot in de inbox; het origineel houdt zijn cameragegevens.",
  },
  airline: {
    title: "De instapkaart van een luchtvaartmaatschappij",
    who: "Noordzee Air, via Messenger en WhatsApp",
    one: "Reizigers van NZ 418 krijgen hun instapkaart als pdf.",
    two: "Open het bestand op een telefoon, of vraag iets over de vlucht.",
    three: "De vraag staat in de inbox, met de vlucht en de stoel ernaast.",
  },
};
