import { faker as fakerNL } from "@faker-js/faker/locale/nl";
import type { DemoPerson } from "./people.ts";

const crowdSize = 48;
const favourites = ["lavendel", "olijfboom", "varens", "tulpen", "munt", "salie"] as const;
const towns = ["Kampen", "Zwolle", "Deventer", "Hattem", "Olst"] as const;

/**
 * People without a phone on the desk, so that lists, segments and the waterfall have something to
 * say: some never agreed, some have no address for the channel, some agreed on SMS only.
 */
export function demoCrowd(): DemoPerson[] {
  fakerNL.seed(20_261_122);
  return Array.from({ length: crowdSize }, (_, n) => crowdPerson(n));
}

function crowdPerson(n: number): DemoPerson {
  const isReader = n % 3 === 2;
  const firstName = fakerNL.person.firstName();
  const lastName = fakerNL.person.lastName();
  const hasPhone = n % 7 !== 3;
  const hasMail = n % 4 !== 1 || !hasPhone;
  return {
    id: `crowd-${n + 1}`,
    name: `${firstName} ${lastName}`,
    story: isReader ? "newsroom" : "shop",
    locale: n % 5 === 0 ? "en" : "nl",
    phone: hasPhone ? `+3161235${String(1_000 + n)}` : null,
    email: hasMail ? `person-${n + 1}@example.net` : null,
    telegram: null,
    messenger: null,
    phones: [],
    agreed: agreedOf(n, isReader),
    tags: n % 6 === 0 ? ["regular"] : [],
    attributes: isReader
      ? { town: towns[n % towns.length] ?? "Kampen" }
      : { favourite: favourites[n % favourites.length] ?? "munt", orders: n % 9 },
  };
}

function agreedOf(n: number, isReader: boolean): string[] {
  if (n % 8 === 5) return [];
  if (isReader) return ["whatsapp"];
  return n % 2 === 0 ? ["whatsapp", "email"] : ["email", "sms"];
}
