import type { Purpose } from "#core/message/message.ts";
import {
  Contacts,
  findContactsByIdentityKeys,
  identityKey,
  ordinalCounter,
  type Identity,
} from "#models/contact.server.ts";
import { reserveNumbers } from "#models/counter.server.ts";
import { recordConsents, type ConsentInput } from "#services/consent.server.ts";
import { countPeople, newContactRow } from "#services/contacts.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { rememberTags } from "#services/tags.server.ts";
import { demoCrowd } from "./crowd.ts";
import { deskPeople, type DemoPerson } from "./people.ts";

const purposes: Readonly<Record<DemoPerson["story"], Purpose>> = {
  shop: "marketing",
  newsroom: "call-out",
  airline: "transactional",
};

const wording: Readonly<Record<DemoPerson["story"], string>> = {
  shop: "Yes, Bloem & Blad may send me offers. I can stop at any time.",
  newsroom: "Yes, De Rivierbode may ask me for photos and tips. I can stop at any time.",
  airline: "Noordzee Air may send me the documents of my journey.",
};

/** Everybody of the demo, and the evidence of what they agreed to. */
export async function seedContacts(workspaceId: string, rt: Runtime): Promise<void> {
  const people = [...deskPeople, ...demoCrowd()];
  const contactIds = await seedPeople(workspaceId, people, rt);
  await recordConsents(
    people.flatMap((person) => consentsOf(workspaceId, person, contactIds.get(person.id) ?? "")),
    rt,
  );
}

/** All at once: one by one they were half of a first start. Returns everybody's contact id. */
async function seedPeople(
  workspaceId: string,
  people: readonly DemoPerson[],
  rt: Runtime,
): Promise<Map<string, string>> {
  const keyOf = (person: DemoPerson): string => {
    const [first] = identitiesOf(person);
    if (!first) throw new Error(`Demo person ${person.id} has no address.`);
    return identityKey(workspaceId, first);
  };
  const idsByKey = async (): Promise<Map<string, string>> => {
    const known = await findContactsByIdentityKeys(people.map(keyOf));
    return new Map(known.flatMap((row) => (row.identityKeys ?? []).map((key) => [key, row._id])));
  };
  const before = await idsByKey();
  const missing = people.filter((person) => !before.has(keyOf(person)));
  if (missing.length > 0) {
    const ordinal = await reserveNumbers(ordinalCounter(workspaceId), missing.length);
    const rows = missing.map((person, n) => {
      const { name, locale, tags, attributes, story } = person;
      const identities = identitiesOf(person);
      const fields = { name, locale, tags: [...tags, story], attributes, identities };
      return newContactRow({ workspaceId, ...fields }, ordinal + n, rt);
    });
    await Contacts.collection.insertMany(rows as never[]);
    await countPeople(workspaceId, rows.length);
    await rememberTags(workspaceId, [...new Set(rows.flatMap((row) => row.tags))]);
  }
  const after = await idsByKey();
  return new Map(people.map((person) => [person.id, after.get(keyOf(person)) ?? ""]));
}

function identitiesOf(person: DemoPerson): Identity[] {
  const known = (kind: string, accountId: string | null, value: string | null): Identity[] =>
    value === null ? [] : [{ kind, accountId, value }];
  return [
    ...known("phone", null, person.phone),
    ...known("email", null, person.email),
    ...known("telegram", "acc_demo_news_telegram", person.telegram),
    ...known("messenger", "acc_demo_air_messenger", person.messenger),
  ];
}

function consentsOf(workspaceId: string, person: DemoPerson, contactId: string): ConsentInput[] {
  const { story, locale, id } = person;
  return person.agreed.map((channel) => ({
    workspaceId,
    contactId,
    channel,
    purpose: purposes[story],
    kind: "granted",
    wording: { text: wording[story], version: "1", locale },
    source: "form",
    actor: "contact",
    proof: { form: `${story}-sign-up` },
    key: `demo:${id}:${channel}:${story}`,
  }));
}
