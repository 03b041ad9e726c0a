/** The demo's people: invented, on numbers and addresses nobody has. */

export interface DemoPerson {
  readonly id: string;
  readonly name: string;
  readonly story: "shop" | "newsroom" | "airline";
  readonly locale: string;
  readonly phone: string | null;
  readonly email: string | null;
  /** Chat id at the demo's Telegram bot. */
  readonly telegram: string | null;
  /** Page-scoped id at the demo's Messenger page. */
  readonly messenger: string | null;
  /** Screens this person has on the simulator's desk, by adapter id. */
  readonly phones: readonly string[];
  /** Channels they agreed to be written to on, for the story's purpose. */
  readonly agreed: readonly string[];
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, string | number | Date>>;
}

type Partly = Pick<DemoPerson, "id" | "name" | "story" | "locale" | "phones" | "agreed"> &
  Partial<DemoPerson>;

function person(given: Partly): DemoPerson {
  const nothing = { phone: null, email: null, telegram: null, messenger: null };
  return { ...nothing, tags: [], attributes: {}, ...given };
}

const departure = new Date("2026-12-18T13:40:00Z");
const boarding = new Date("2026-12-18T13:05:00Z");
const flight = { flight: "NZ 418", departure, boarding } as const;

/** People with a phone on the desk. Numbers are of the ranges kept free for fiction or never assigned. */
export const deskPeople: readonly DemoPerson[] = [
  person({
    id: "sanne",
    name: "Sanne Vermeer",
    story: "shop",
    locale: "nl",
    phone: "+31612340001",
    email: "sanne.vermeer@example.org",
    phones: ["whatsapp", "email-smtp"],
    agreed: ["whatsapp", "email"],
    tags: ["regular"],
    attributes: { favourite: "lavendel", orders: 6 },
  }),
  person({
    id: "tom",
    name: "Tom Okafor",
    story: "shop",
    locale: "en",
    email: "tom.okafor@example.org",
    phones: ["email-smtp"],
    agreed: ["email"],
    attributes: { favourite: "rosemary", orders: 2 },
  }),
  person({
    id: "wilhelmina",
    name: "Wilhelmina van den Oudenrijn-Hoogeveen",
    story: "shop",
    locale: "nl",
    phone: "+31612340003",
    phones: ["sms-twilio"],
    agreed: ["sms"],
    tags: ["regular"],
    attributes: { favourite: "hortensia", orders: 11 },
  }),
  person({
    id: "lina",
    name: "لينا حداد",
    story: "shop",
    locale: "en",
    phone: "+31612340004",
    phones: ["whatsapp"],
    agreed: ["whatsapp", "sms"],
    attributes: { favourite: "jasmine", orders: 4 },
  }),
  person({
    id: "joris",
    name: "Joris Kuipers",
    story: "newsroom",
    locale: "nl",
    phone: "+31612340005",
    phones: ["whatsapp"],
    agreed: ["whatsapp"],
    tags: ["tipster"],
    attributes: { town: "Kampen" },
  }),
  person({
    id: "femke",
    name: "Femke Dijkstra",
    story: "newsroom",
    locale: "nl",
    telegram: "700100006",
    phones: ["telegram"],
    agreed: ["telegram"],
    attributes: { town: "Zwolle" },
  }),
  person({
    id: "amir",
    name: "Amir Rahimi",
    story: "newsroom",
    locale: "en",
    telegram: "700100007",
    phones: ["telegram"],
    agreed: ["telegram"],
    tags: ["tipster"],
    attributes: { town: "Deventer" },
  }),
  person({
    id: "greet",
    name: "Greet Peeters",
    story: "newsroom",
    locale: "nl-BE",
    phone: "+32470000008",
    phones: ["whatsapp"],
    agreed: ["whatsapp"],
  }),
  person({
    id: "maya",
    name: "Maya Lindqvist",
    story: "airline",
    locale: "en",
    messenger: "800100000000009",
    phones: ["messenger"],
    agreed: ["messenger"],
    attributes: { ...flight, seat: "14C" },
  }),
  person({
    id: "daan",
    name: "Daan Visser",
    story: "airline",
    locale: "nl",
    phone: "+31612340010",
    phones: ["whatsapp"],
    agreed: ["whatsapp"],
    attributes: { ...flight, seat: "3A" },
  }),
  person({
    id: "chloe",
    name: "Chloé Moreau",
    story: "airline",
    locale: "fr",
    messenger: "800100000000011",
    phones: ["messenger"],
    agreed: ["messenger"],
    attributes: { ...flight, seat: "22F" },
  }),
];
