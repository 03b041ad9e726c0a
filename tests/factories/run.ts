import type { ChannelAdapter } from "#channels/contract.ts";
import type { Purpose } from "#core/message/message.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";
import { Campaigns, type CampaignSender } from "#models/campaign.server.ts";
import { Contacts, identityKey, ordinalCounter, type ContactRow } from "#models/contact.server.ts";
import { Counters } from "#models/counter.server.ts";
import { native } from "#models/native.server.ts";
import { TemplateRevisions } from "#models/template.server.ts";
import { Workspaces } from "#models/workspace.server.ts";
import type { Runtime } from "#services/runtime.server.ts";

type SeedRuntime = Pick<Runtime, "now" | "newId" | "vault">;

export interface Seeded {
  readonly workspaceId: string;
  readonly campaignId: string;
  readonly accountIds: readonly string[];
  readonly contactIds: readonly string[];
}

export interface SeedAccount {
  readonly adapter: Pick<ChannelAdapter, "id" | "channel" | "addressScope"> & {
    readonly addressKinds: readonly string[];
  };
  /** As the adapter's zod type wants it. */
  readonly values: Record<string, unknown>;
  readonly accountKey?: string;
  readonly ratePerSecond?: number;
  /** People who have an address on it: every one when absent. */
  readonly serves?: (index: number) => boolean;
}

export interface SeedOptions {
  readonly people: number;
  readonly accounts: readonly SeedAccount[];
  readonly text?: string;
  readonly purpose?: Purpose;
  readonly ratePerSecond?: number;
  /** Changes a person before it is stored. */
  readonly person?: (contact: ContactRow, index: number) => ContactRow;
}

const CHUNK = 1_000;

/** A workspace with people who agreed, and a campaign ready to start. */
export async function seedCampaign(options: SeedOptions, rt: SeedRuntime): Promise<Seeded> {
  const workspaceId = rt.newId("workspace");
  const now = rt.now();
  await native(Workspaces).insertOne({
    _id: workspaceId,
    name: "Tulip & Co",
    slug: workspaceId.toLowerCase(),
    zone: "Europe/Amsterdam",
    locale: "en",
    country: "NL",
    isDemo: false,
    createdAt: now,
  });
  const senders = await seedAccounts(workspaceId, options, rt);
  const contactIds = await seedPeople(workspaceId, options, senders, rt);
  const campaignId = await seedDraft(workspaceId, options, senders, rt);
  return { workspaceId, campaignId, contactIds, accountIds: senders.map((one) => one.accountId) };
}

async function seedAccounts(
  workspaceId: string,
  { accounts }: SeedOptions,
  rt: SeedRuntime,
): Promise<CampaignSender[]> {
  const senders: CampaignSender[] = [];
  for (const { adapter, values, ratePerSecond, accountKey } of accounts) {
    const _id = rt.newId("account");
    await native(ChannelAccounts).insertOne({
      _id,
      workspaceId,
      adapterId: adapter.id,
      channel: adapter.channel,
      name: adapter.id,
      sealed: rt.vault.seal(JSON.stringify(values)),
      ...(accountKey === undefined ? {} : { accountKey }),
      state: "active",
      stateReason: null,
      ratePerSecond: ratePerSecond ?? 100_000,
      isSimulated: false,
      createdAt: rt.now(),
      updatedAt: rt.now(),
    });
    senders.push({ channel: adapter.channel, accountId: _id });
  }
  return senders;
}

async function seedPeople(
  workspaceId: string,
  options: SeedOptions,
  senders: readonly CampaignSender[],
  rt: SeedRuntime,
): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < options.people; from += CHUNK) {
    const size = Math.min(CHUNK, options.people - from);
    const rows = Array.from({ length: size }, (_, offset) => {
      const row = personRow(workspaceId, from + offset, options, senders, rt);
      return options.person ? options.person(row, from + offset) : row;
    });
    await native(Contacts).insertMany(rows, { ordered: false });
    ids.push(...rows.map((row) => row._id));
  }
  const _id = ordinalCounter(workspaceId);
  await native(Counters).updateOne({ _id }, { $set: { value: options.people } }, { upsert: true });
  return ids;
}

function personRow(
  workspaceId: string,
  index: number,
  { accounts, purpose = "marketing" }: SeedOptions,
  senders: readonly CampaignSender[],
  rt: SeedRuntime,
): ContactRow {
  const now = rt.now();
  const identities = accounts.flatMap(({ adapter, serves }, place) => {
    if (serves && !serves(index)) return [];
    const kind = adapter.addressKinds[0] ?? "phone";
    const accountId =
      adapter.addressScope === "account" ? (senders[place]?.accountId ?? null) : null;
    const value =
      kind === "phone" ? `+3161${String(index).padStart(7, "0")}` : `${900_000 + index}`;
    return [{ kind, accountId, value }];
  });
  return {
    _id: rt.newId("contact"),
    workspaceId,
    ordinal: index + 1,
    name: `Person ${index}`,
    nameFolded: `person ${index}`,
    firstName: `Person${index}`,
    lastName: null,
    locale: null,
    zone: null,
    identities,
    ...(identities.length > 0
      ? { identityKeys: identities.map((one) => identityKey(workspaceId, one)) }
      : {}),
    attributes: { city: "Utrecht", points: index, product: "tulips" },
    tags: [],
    listIds: [],
    consents: accounts.map(({ adapter }) => ({
      channel: adapter.channel,
      purpose,
      state: "granted" as const,
      at: now,
      eventId: `cev_${index}`,
    })),
    searchTokens: [`person${index}`],
    importId: null,
    createdAt: now,
    updatedAt: now,
    lastInboundAt: null,
  };
}

async function seedDraft(
  workspaceId: string,
  options: SeedOptions,
  senders: CampaignSender[],
  rt: SeedRuntime,
): Promise<string> {
  const revisionId = rt.newId("revision");
  const campaignId = rt.newId("campaign");
  const text =
    options.text ?? "Hello {{firstName}}, {{attributes.product}} in {{attributes.city}}!";
  const content = { text, media: null, buttons: [], subject: null, html: null, provider: null };
  await native(TemplateRevisions).insertOne({
    _id: revisionId,
    workspaceId,
    templateId: rt.newId("template"),
    n: 1,
    variants: senders.map(({ channel }) => ({ channel, locale: "en", content })),
    fallbacks: {},
    defaultLocale: "en",
    hash: revisionId,
    createdBy: "mem_1",
    createdAt: rt.now(),
  });
  await native(Campaigns).insertOne({
    _id: campaignId,
    workspaceId,
    name: "Spring offer",
    purpose: options.purpose ?? "marketing",
    senders,
    include: { segmentIds: [], listIds: [] },
    exclude: { segmentIds: [], listIds: [] },
    templateId: null,
    revisionId,
    schedule: { mode: "now" },
    scheduledAt: null,
    ratePerSecond: options.ratePerSecond ?? null,
    state: "running",
    stateReason: null,
    runId: null,
    isDemo: false,
    createdBy: "mem_1",
    createdAt: rt.now(),
    updatedAt: rt.now(),
  });
  return campaignId;
}
