import { searchTokensOf, wordTokens } from "#core/contact/search.ts";
import { MINUTE_MS } from "#core/duration.ts";
import { CampaignRuns, type CampaignRunRow } from "#models/campaign-run.server.ts";
import { contactTotalCounter, Contacts, ordinalCounter } from "#models/contact.server.ts";
import { Conversations, type ConversationRow } from "#models/conversation.server.ts";
import { Counters } from "#models/counter.server.ts";
import { Deliveries, type DeliveryRow } from "#models/delivery.server.ts";
import { Messages, type MessageRow } from "#models/message.server.ts";
import { Receipts, type ReceiptRow } from "#models/receipt.server.ts";
import { newContactRow } from "#services/contacts.server.ts";

export const workspaceId = "wsp_pages";
export const memberId = "mem_1";
export const runId = "run_pages";
const accountId = "acc_pages";
const campaignId = "cmp_pages";
const firstNames = ["Ada", "Bram", "Chloé", "Daan", "Eva", "Fatima", "Gijs", "Hanna", "Ivo"];
const lastNames = ["Jansen", "de Vries", "Muñoz", "Yıldız", "Bakker", "Visser", "Smit", "Meijer"];

export interface PageSizes {
  readonly contacts: number;
  readonly conversations: number;
  readonly messages: number;
  readonly deliveries: number;
  readonly receipts: number;
}

interface Inserting {
  insertMany(rows: never, options: { ordered: false }): Promise<unknown>;
}

/** A workspace of some age, written past the services: everything a page of it reads. */
export async function seedPages(sizes: PageSizes, now: Date): Promise<void> {
  // Side by side: the server works on one collection while rows are made for another.
  await Promise.all([
    fill(Contacts.collection, sizes.contacts, (n) => contact(n, now)),
    fill(Conversations.collection, sizes.conversations, (n) => conversation(n, now)),
    fill(Messages.collection, sizes.messages, (n) => message(n, sizes, now)),
    fill(Deliveries.collection, sizes.deliveries, (n) => delivery(n, sizes, now)),
    fill(Receipts.collection, sizes.receipts, (n) => receipt(n, now)),
  ]);
  await Counters.collection.insertMany([
    { _id: ordinalCounter(workspaceId) as never, value: sizes.contacts },
    { _id: contactTotalCounter(workspaceId) as never, value: sizes.contacts },
  ]);
  await CampaignRuns.collection.insertOne(run(sizes, now) as never);
}

const BATCH = 1_000;

async function fill(into: Inserting, count: number, rowOf: (n: number) => object): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - from) }, (_, n) => rowOf(from + n));
    await into.insertMany(rows as never, { ordered: false });
  }
}

export function contactId(n: number): string {
  return `con_${String(n).padStart(8, "0")}`;
}

export function conversationId(n: number): string {
  return `cnv_${String(n).padStart(8, "0")}`;
}

function nameOf(n: number): string {
  return `${firstNames[n % firstNames.length]} ${lastNames[Math.floor(n / 10) % lastNames.length]}`;
}

function contact(n: number, now: Date) {
  const identities = [
    { kind: "phone", accountId: null, value: `+316${10_000_000 + n}` },
    { kind: "email", accountId: null, value: `p${n}@example.com` },
  ];
  const tags = n % 100 === 0 ? ["vip"] : [];
  const input = { workspaceId, name: nameOf(n), identities, tags, attributes: { points: n % 97 } };
  return newContactRow(input, n + 1, { now: () => now, newId: () => contactId(n) });
}

function conversation(n: number, now: Date): ConversationRow {
  const at = new Date(now.getTime() - n * MINUTE_MS);
  const text = `Is order ${n} on its way?`;
  const name = nameOf(n);
  const address = `+316${10_000_000 + n}`;
  const identities = [{ kind: "phone", value: address }];
  return {
    ...{ _id: conversationId(n), workspaceId, contactId: contactId(n), contactName: name },
    ...{ accountId, channel: "sms", threadKey: `${contactId(n)}:${accountId}` },
    ...{ addressKind: "phone", address, state: stateOf(n), snoozedUntil: null },
    assigneeId: n % 3 === 0 ? null : `mem_${n % 5}`,
    ...{ lastActivityAt: at, lastInboundAt: at, lastMessage: { text, direction: "in", at } },
    ...{ unreadCount: n % 4 === 0 ? 1 : 0, isUnread: n % 4 === 0 },
    mentionedIds: n % 50 === 0 ? [memberId] : [],
    ...{ campaignId: n % 10 === 0 ? campaignId : null, deliveryId: null, createdAt: at },
    searchTokens: [
      ...searchTokensOf({ name, identities, tags: [], listIds: [] }),
      ...wordTokens(text),
    ],
  };
}

function stateOf(n: number): ConversationRow["state"] {
  if (n % 10 < 4) return "open";
  if (n % 10 === 4) return "waiting";
  return n % 10 === 5 ? "snoozed" : "closed";
}

function message(n: number, { conversations }: PageSizes, now: Date): MessageRow {
  // Ten to a thread, in the threads that moved last.
  const thread = Math.floor(n / 10) % conversations;
  return {
    ...{ _id: `msg_${n}`, workspaceId, conversationId: conversationId(thread) },
    ...{ contactId: contactId(thread), direction: n % 2 === 0 ? "in" : "out", text: `Line ${n}` },
    ...{ media: [], extra: null, authorId: null, externalKey: `${accountId}:m${n}` },
    ...{ deliveryId: null, campaignId: null, inReplyTo: null, groupId: null, answersBy: null },
    ...{ state: null, failure: null, mentions: [] },
    at: new Date(now.getTime() - thread * MINUTE_MS - (n % 10) * 1_000),
  };
}

function delivery(n: number, { contacts }: PageSizes, now: Date): DeliveryRow {
  const at = new Date(now.getTime() - n * 1_000);
  return {
    ...{ _id: `dlv_${n}`, workspaceId, campaignId, runId, seq: n, batchId: "bat_1" },
    ...{ contactId: contactId(n % contacts), channel: "sms", accountId, addressKind: "phone" },
    ...{ address: `+316${10_000_000 + n}`, state: n % 20 === 0 ? "failed" : "accepted" },
    ...{ reason: null, detail: null, providerId: `${accountId}:p${n}`, consentEventId: null },
    ...{ attempts: 1, facts: { sent: at }, failure: null, at, variant: "sms/en", isTest: false },
  };
}

function receipt(n: number, now: Date): ReceiptRow {
  const at = new Date(now.getTime() - n * 2_000);
  return {
    ...{ _id: `rec_${n}`, workspaceId, accountId, adapterId: "sms", dedupeKey: `r${n}` },
    ...{ request: { method: "POST", url: "/webhooks/sms", headers: {} }, body: Buffer.from("{}") },
    ...{ state: "done", result: [], error: null, attempts: 1, at, processedAt: at },
  };
}

function run({ deliveries, contacts }: PageSizes, now: Date): CampaignRunRow {
  const rules = { type: "and", rules: [] } as const;
  return {
    ...{ _id: runId, workspaceId, campaignId, occurrenceKey: "manual:1", purpose: "marketing" },
    ...{ senders: [{ channel: "sms", accountId }], rules },
    ...{ revisionId: "rev_1", ratePerSecond: null, state: "done" },
    control: { epoch: 1, state: "go", reason: null, at: now },
    ...{ cursor: contacts, lastOrdinal: contacts, nextBatchSeq: 100, plannedCount: deliveries },
    ...{ createdAt: now, startedAt: now, plannedAt: now, finishedAt: now, rate: null },
  };
}
