import { Schema } from "mongoose";
import type { Consent } from "#core/consent/state.ts";
import type { Session } from "./connection.server.ts";
import { readCounter } from "./counter.server.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";

export type AttributeValue = string | number | boolean | Date | readonly string[];

/** An address of the contact. `kind` phone = E.164, email = lower case, else a provider's user id. */
export interface Identity {
  readonly kind: string;
  /** Set where the id only means something within one channel account (Messenger, Telegram). */
  readonly accountId: string | null;
  readonly value: string;
}

export interface ContactRow {
  _id: string;
  workspaceId: string;
  /** Dense integer per workspace: audiences, exports and scans walk it in windows. */
  ordinal: number;
  name: string;
  nameFolded: string;
  firstName: string | null;
  lastName: string | null;
  locale: string | null;
  zone: string | null;
  identities: Identity[];
  /** `<workspaceId>:<kind>:<accountId or *>:<value>`; absent when there are no identities (sparse unique). */
  identityKeys?: string[];
  attributes: Record<string, AttributeValue>;
  tags: string[];
  listIds: string[];
  consents: Consent[];
  /** `searchTokensOf(…)` of core/contact/search.ts: written with every change of name, identity, tag or list. */
  searchTokens: string[];
  importId: string | null;
  createdAt: Date;
  updatedAt: Date;
  /** Last message from the person on any channel. */
  lastInboundAt: Date | null;
}

const schema = new Schema<ContactRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    ordinal: { type: Number, required: true },
    name: { type: String, default: "" },
    nameFolded: { type: String, default: "" },
    firstName: { type: String, default: null },
    lastName: { type: String, default: null },
    locale: { type: String, default: null },
    zone: { type: String, default: null },
    identities: [{ _id: false, kind: String, accountId: String, value: String }],
    identityKeys: { type: [String], default: undefined },
    attributes: { type: Schema.Types.Mixed, default: {} },
    tags: { type: [String], default: [] },
    listIds: { type: [String], default: [] },
    consents: [
      { _id: false, channel: String, purpose: String, state: String, at: Date, eventId: String },
    ],
    searchTokens: { type: [String], default: [] },
    importId: { type: String, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    lastInboundAt: { type: Date, default: null },
  },
  schemaOptions,
);

// Every walk over people: lists, audiences, exports.
schema.index({ workspaceId: 1, ordinal: 1 }, { unique: true });
// One person per address; the import's upsert key.
schema.index({ identityKeys: 1 }, { unique: true, sparse: true });
// Search, tags and lists, in bounded windows of ordinals: a common word never reads everybody.
schema.index({ workspaceId: 1, searchTokens: 1, ordinal: 1 });

export const Contacts = defineModel<ContactRow>("Contact", schema, "contacts");

export function identityKey(workspaceId: string, identity: Identity): string {
  return `${workspaceId}:${identity.kind}:${identity.accountId ?? "*"}:${identity.value}`;
}

/** Name of the counter `reserveNumbers` takes ordinals from. */
export function ordinalCounter(workspaceId: string): string {
  return `contacts:${workspaceId}`;
}

/** Name of the kept number of people. */
export function contactTotalCounter(workspaceId: string): string {
  return `contactTotal:${workspaceId}`;
}

/** The highest ordinal given so far; 0 = nobody yet. */
export function lastOrdinal(workspaceId: string): Promise<number> {
  return readCounter(ordinalCounter(workspaceId));
}

export function countContacts(workspaceId: string): Promise<number> {
  return readCounter(contactTotalCounter(workspaceId));
}

/** null = no such person in this workspace. */
export async function findContact(
  key: { readonly workspaceId: string; readonly contactId: string },
  session?: Session,
): Promise<ContactRow | null> {
  const row = await Contacts.collection.findOne<ContactRow>(
    { _id: key.contactId as never },
    session ? { session } : {},
  );
  return row?.workspaceId === key.workspaceId ? row : null;
}

export async function findContactsByIds(
  workspaceId: string,
  contactIds: readonly string[],
  session?: Session,
): Promise<ContactRow[]> {
  if (contactIds.length === 0) return [];
  const rows = await Contacts.collection
    .find<ContactRow>({ _id: { $in: [...contactIds] as never[] } }, session ? { session } : {})
    .toArray();
  return rows.filter((row) => row.workspaceId === workspaceId);
}

const recipientFields = [
  "_id",
  "workspaceId",
  "name",
  "firstName",
  "lastName",
  "locale",
  "identities",
  "attributes",
  "consents",
  "lastInboundAt",
] as const;

/** What sending looks at: a third of the row, and rows are most of what a window reads. */
export type Recipient = Pick<ContactRow, (typeof recipientFields)[number]>;

const recipientProjection = Object.fromEntries(recipientFields.map((field) => [field, 1] as const));

/** By id, of any workspace: the caller compares. */
export async function findRecipients(
  contactIds: readonly string[],
): Promise<ReadonlyMap<string, Recipient>> {
  if (contactIds.length === 0) return new Map();
  const rows = await Contacts.collection
    .find<Recipient>({ _id: { $in: [...contactIds] as never[] } })
    .project<Recipient>(recipientProjection)
    .toArray();
  return new Map(rows.map((row) => [row._id, row]));
}

export async function findContactByIdentity(
  workspaceId: string,
  identity: Identity,
): Promise<ContactRow | null> {
  return Contacts.collection.findOne<ContactRow>({
    identityKeys: identityKey(workspaceId, identity),
  });
}

/** People with any of these addresses: one look-up for a whole batch. */
export async function findContactsByIdentityKeys(
  keys: readonly string[],
  session?: Session,
): Promise<ContactRow[]> {
  if (keys.length === 0) return [];
  return Contacts.collection
    .find<ContactRow>({ identityKeys: { $in: [...keys] } }, session ? { session } : {})
    .toArray();
}

export interface OrdinalWindow {
  readonly workspaceId: string;
  /** Inclusive. */
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
  /** One search token every person of the window must carry. */
  readonly token?: string | undefined;
}

/** A bounded window of people, in no promised order: callers sort by `ordinal`. */
export async function findContactWindow(window: OrdinalWindow): Promise<ContactRow[]> {
  const { workspaceId, from, to, token } = window;
  return Contacts.collection
    .find<ContactRow>({
      workspaceId,
      ...(token === undefined ? {} : { searchTokens: token }),
      ordinal: { $gte: from, $lte: to },
    })
    .toArray();
}
