import type { Purpose } from "#core/message/message.ts";
import { findContactByIdentity, type Identity } from "#models/contact.server.ts";
import { recordConsents, type ConsentInput } from "#services/consent.server.ts";
import { createContact } from "#services/contacts.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
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
export async function seedContacts(workspaceId: string, rt: Runtime): Promise<Map<string, string>> {
  const contactIds = new Map<string, string>();
  for (const person of [...deskPeople, ...demoCrowd()]) {
    contactIds.set(person.id, await seedPerson(workspaceId, person, rt));
  }
  const people = [...deskPeople, ...demoCrowd()];
  await recordConsents(
    people.flatMap((person) => consentsOf(workspaceId, person, contactIds.get(person.id) ?? "")),
    rt,
  );
  return contactIds;
}

async function seedPerson(workspaceId: string, person: DemoPerson, rt: Runtime): Promise<string> {
  const identities = identitiesOf(person);
  const [first] = identities;
  const known = first ? await findContactByIdentity(workspaceId, first) : null;
  if (known) return known._id;
  const { name, locale, tags, attributes, story } = person;
  const made = await createContact(
    { workspaceId, name, locale, tags: [...tags, story], attributes, identities },
    rt,
  );
  if (!made.ok) throw new Error(`Demo person ${person.id}: ${made.error}`);
  return made.value.contactId;
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
