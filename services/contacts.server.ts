import { normaliseEmail, normalisePhone } from "#core/contact/address.ts";
import { fold } from "#core/contact/fold.ts";
import { personName } from "#core/contact/name.ts";
import { searchTokensOf } from "#core/contact/search.ts";
import { err, ok, type Result } from "#core/result.ts";
import { inTransaction, isDuplicateKey, type Session } from "#models/connection.server.ts";
import {
  Contacts,
  contactTotalCounter,
  findContact,
  findContactByIdentity,
  identityKey,
  ordinalCounter,
  type AttributeValue,
  type ContactRow,
  type Identity,
} from "#models/contact.server.ts";
import { addToCounters, reserveNumbers } from "#models/counter.server.ts";
import { announce } from "./events.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { suppress } from "./suppressions.server.ts";
import { rememberTags } from "./tags.server.ts";

export interface ContactFields {
  readonly name?: string | null | undefined;
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  readonly locale?: string | null | undefined;
  readonly zone?: string | null | undefined;
  readonly identities?: readonly Identity[] | undefined;
  readonly attributes?: Readonly<Record<string, AttributeValue>> | undefined;
  readonly tags?: readonly string[] | undefined;
}

export interface CreateContactInput extends ContactFields {
  readonly workspaceId: string;
}

export type ContactError =
  | "not-found"
  /** One of the addresses belongs to someone else; `detail` is that person's id. */
  | "address-taken"
  | "phone-unusable"
  | "email-unusable";

export async function createContact(
  input: CreateContactInput,
  rt: Pick<Runtime, "now" | "newId">,
): Promise<Result<{ contactId: string }, ContactError>> {
  const identities = normaliseIdentities(input.identities ?? []);
  if (!identities.ok) return identities;
  const ordinal = await reserveNumbers(ordinalCounter(input.workspaceId), 1);
  const row = newContactRow({ ...input, identities: identities.value }, ordinal, rt);
  try {
    await Contacts.collection.insertOne(row as never);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return err("address-taken", await ownerOf(input.workspaceId, identities.value));
  }
  await countPeople(input.workspaceId, 1);
  await rememberTags(input.workspaceId, row.tags);
  await announce(input.workspaceId, [{ topic: "contact.changed", ref: row._id }], rt);
  return ok({ contactId: row._id });
}

/** A row ready to insert. Identities must be normalised; consent is the ledger's business. */
export function newContactRow(
  input: CreateContactInput,
  ordinal: number,
  rt: Pick<Runtime, "now" | "newId">,
): ContactRow {
  const now = rt.now();
  const identities = [...(input.identities ?? [])];
  const tags = [...new Set(input.tags ?? [])];
  const named = personName(input);
  // Field by field: spreads in the middle of a literal cost an import more than the rest of this.
  const row: ContactRow = {
    _id: rt.newId("contact"),
    workspaceId: input.workspaceId,
    ordinal,
    name: named.name,
    nameFolded: fold(named.name),
    firstName: named.firstName,
    lastName: named.lastName,
    locale: input.locale ?? null,
    zone: input.zone ?? null,
    identities,
    attributes: { ...input.attributes },
    tags,
    listIds: [],
    consents: [],
    searchTokens: searchTokensOf({ name: named.name, identities, tags, listIds: [] }),
    importId: null,
    createdAt: now,
    updatedAt: now,
    lastInboundAt: null,
  };
  const { identityKeys } = identityKeysOf(input.workspaceId, identities);
  if (identityKeys) row.identityKeys = identityKeys;
  return row;
}

/** Absent, not empty: the unique index is sparse. */
export function identityKeysOf(
  workspaceId: string,
  identities: readonly Identity[],
): { identityKeys?: string[] } {
  if (identities.length === 0) return {};
  return { identityKeys: identities.map((identity) => identityKey(workspaceId, identity)) };
}

function normaliseIdentities(
  identities: readonly Identity[],
): Result<Identity[], "phone-unusable" | "email-unusable"> {
  const seen = new Map<string, Identity>();
  for (const identity of identities) {
    const value = normaliseValue(identity);
    if (value === null) return err(identity.kind === "phone" ? "phone-unusable" : "email-unusable");
    const clean = { kind: identity.kind, accountId: identity.accountId, value };
    seen.set(identityKey("", clean), clean);
  }
  return ok([...seen.values()]);
}

function normaliseValue({ kind, value }: Identity): string | null {
  if (kind !== "phone" && kind !== "email") return value;
  const read = kind === "phone" ? normalisePhone(value, null) : normaliseEmail(value);
  return read.ok ? read.value : null;
}

async function ownerOf(
  workspaceId: string,
  identities: readonly Identity[],
  exceptId = "",
): Promise<string> {
  for (const identity of identities) {
    const owner = await findContactByIdentity(workspaceId, identity);
    if (owner && owner._id !== exceptId) return owner._id;
  }
  return "";
}

/** Moves the kept number of people. */
export async function countPeople(workspaceId: string, by: number): Promise<void> {
  if (by !== 0) await addToCounters(new Map([[contactTotalCounter(workspaceId), by]]));
}

export interface FindOrCreateInput {
  readonly workspaceId: string;
  readonly identity: Identity;
  readonly name: string | null;
  readonly locale?: string | null | undefined;
}

/**
 * The person behind an address, made if nobody has it. Two webhooks at once get the same person:
 * the unique index on addresses decides who was first.
 */
export async function findOrCreateContact(
  input: FindOrCreateInput,
  rt: Pick<Runtime, "now" | "newId">,
): Promise<{ contact: ContactRow; isNew: boolean }> {
  const value = normaliseValue(input.identity) ?? input.identity.value;
  const identity = { ...input.identity, value };
  const existing = await findContactByIdentity(input.workspaceId, identity);
  if (existing) return { contact: await fillName(existing, input), isNew: false };
  const { workspaceId, name, locale } = input;
  const ordinal = await reserveNumbers(ordinalCounter(workspaceId), 1);
  const row = newContactRow({ workspaceId, name, locale, identities: [identity] }, ordinal, rt);
  try {
    await Contacts.collection.insertOne(row as never);
  } catch (error) {
    const first = isDuplicateKey(error) && (await findContactByIdentity(workspaceId, identity));
    if (!first) throw error;
    return { contact: first, isNew: false };
  }
  await countPeople(workspaceId, 1);
  await announce(workspaceId, [{ topic: "contact.changed", ref: row._id }], rt);
  return { contact: row, isNew: true };
}

/** A provider tells the name later than the address: take it while we have none. */
async function fillName(contact: ContactRow, input: FindOrCreateInput): Promise<ContactRow> {
  if (contact.name !== "" || !input.name) return contact;
  const set = nameFields({ ...contact, ...personName({ name: input.name }) });
  await Contacts.collection.updateOne({ _id: contact._id as never }, { $set: set });
  return { ...contact, ...set };
}

function nameFields(
  person: Pick<ContactRow, "name" | "firstName" | "lastName" | "identities" | "tags" | "listIds">,
) {
  return {
    name: person.name,
    firstName: person.firstName,
    lastName: person.lastName,
    nameFolded: fold(person.name),
    searchTokens: searchTokensOf(person),
  };
}

export interface UpdateContactInput extends ContactFields {
  readonly workspaceId: string;
  readonly contactId: string;
  readonly actor: string;
}

/** Given fields replace the old ones; the rest stays. An attribute set to "" is removed. */
export async function updateContact(
  input: UpdateContactInput,
  rt: Pick<Runtime, "now">,
): Promise<Result<ContactRow, ContactError>> {
  const given = input.identities && normaliseIdentities(input.identities);
  if (given && !given.ok) return given;
  const rows = await inTransaction(async (session) => {
    const before = await findContact(input, session);
    if (!before) return null;
    const after = changedRow(before, input, given?.value, rt.now());
    await replaceFields(after, session);
    return { before, after };
  }).catch((error: unknown) => {
    if (isDuplicateKey(error)) return "address-taken" as const;
    throw error;
  });
  if (rows === null) return err("not-found");
  if (rows === "address-taken") {
    return err(rows, await ownerOf(input.workspaceId, given?.value ?? [], input.contactId));
  }
  await keepOptOuts(rows.before, rows.after, input.actor, rt);
  await rememberTags(input.workspaceId, rows.after.tags);
  await announce(input.workspaceId, [{ topic: "contact.changed", ref: input.contactId }], rt);
  return ok(rows.after);
}

function changedRow(
  before: ContactRow,
  input: UpdateContactInput,
  identities: Identity[] | undefined,
  now: Date,
): ContactRow {
  const isNamed = [input.name, input.firstName, input.lastName].some((one) => one !== undefined);
  const tags = input.tags ? [...new Set(input.tags)] : before.tags;
  const attributes = { ...before.attributes, ...input.attributes };
  for (const [key, value] of Object.entries(attributes)) if (value === "") delete attributes[key];
  const row: ContactRow = {
    ...before,
    ...(isNamed ? personName(input) : {}),
    locale: input.locale === undefined ? before.locale : input.locale,
    zone: input.zone === undefined ? before.zone : input.zone,
    identities: identities ?? before.identities,
    attributes,
    tags,
    updatedAt: now,
  };
  return { ...row, nameFolded: fold(row.name), searchTokens: searchTokensOf(row) };
}

/** By `_id` alone, inside a transaction that read the row: whoever wrote between makes it start again. */
async function replaceFields(after: ContactRow, session: Session): Promise<void> {
  const keys = identityKeysOf(after.workspaceId, after.identities);
  const { name, firstName, lastName, nameFolded, locale, zone } = after;
  const { identities, attributes, tags, searchTokens, updatedAt } = after;
  await Contacts.collection.updateOne(
    { _id: after._id as never },
    {
      $set: {
        ...{ name, firstName, lastName, nameFolded, locale, zone },
        ...{ identities, attributes, tags, searchTokens, updatedAt },
        ...keys,
      },
      ...(keys.identityKeys ? {} : { $unset: { identityKeys: "" } }),
    },
    { session },
  );
}

/**
 * An address taken off a person who opted out stays out: it goes on the suppression list, or a file
 * could bring it back as somebody new.
 */
async function keepOptOuts(
  before: ContactRow,
  after: ContactRow,
  actor: string,
  rt: Pick<Runtime, "now">,
): Promise<void> {
  const kept = new Set(after.identities.map((identity) => identityKey("", identity)));
  const gone = before.identities.filter((identity) => !kept.has(identityKey("", identity)));
  const channels = new Set(
    before.consents.filter((row) => row.state === "withdrawn").map((row) => row.channel),
  );
  for (const address of gone) {
    for (const channel of channels) {
      const detail = "Opted out before the address was taken off a person";
      const { workspaceId } = before;
      await suppress({ workspaceId, channel, address, reason: "manual", detail, actor }, rt);
    }
  }
}
