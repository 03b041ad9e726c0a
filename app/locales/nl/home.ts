import type { Words } from "../dictionary.ts";
import type { home as en } from "../en/home.ts";

export const home: Words<typeof en> = {
  greeting: "Hallo, {{name}}",
  state: "{{running}}, {{waiting}}.",
  running_zero: "Er wordt niets verzonden",
  running_one: "Eén campagne loopt of is gepauzeerd",
  running_other: "{{count}} campagnes lopen of zijn gepauzeerd",
  waiting_zero: "niemand wacht op antwoord",
  waiting_one: "één gesprek is ongelezen",
  waiting_other: "{{count}} gesprekken zijn ongelezen",
  newCampaign: "Nieuwe campagne",
  week: {
    title: "De laatste 7 dagen",
    campaigns: "Campagnes",
    accepted: "Aangenomen",
    replied: "Antwoordden",
    share: "{{share}} van de berichten",
  },
  runs: {
    title: "Loopt nu",
    running: "Loopt",
    paused: "Gepauzeerd",
    noWorker: "Er draait geen worker",
    accepted: "aangenomen",
    other: "niet verzonden",
    progress: "{{done}} van {{planned}} gedaan",
    replied_one: "{{count}} antwoord",
    replied_other: "{{count}} antwoorden",
    left: "nog {{left}}",
  },
  waits: {
    title: "Wacht op iemand",
    nothing: "Er wacht niets. Antwoorden, geplande campagnes en concepten verschijnen hier.",
    mine_one: "{{count}} ongelezen gesprek van jou",
    mine_other: "{{count}} ongelezen gesprekken van jou",
    unassigned_one: "{{count}} ongelezen gesprek is nog van niemand",
    unassigned_other: "{{count}} ongelezen gesprekken zijn nog van niemand",
    goesOut: "Gaat uit",
    draft: "Concept, gewijzigd",
  },
  steps: {
    title: "Drie stappen naar het eerste antwoord",
    lead: "Elk kost een paar minuten; er gaat niets uit voordat jij het zegt.",
    done: "Gedaan",
    open: "Nog niet gedaan",
    channel: {
      title: "Verbind een kanaal",
      text: "Het nummer, de pagina of het adres waarmee je schrijft. Om te proberen volstaat een gesimuleerd kanaal.",
      do: "Verbinden",
    },
    people: {
      title: "Haal je mensen binnen",
      text: "Importeer een bestand, met waar en wanneer iedereen toestemming gaf.",
      do: "Importeren",
    },
    send: {
      title: "Verstuur de eerste campagne",
      text: "Kies wie en wat, bekijk het op een telefoon en verstuur. Antwoorden komen in de inbox.",
      do: "Beginnen",
    },
  },
};
