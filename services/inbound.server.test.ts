import fc from "fast-check";
import { expect, test } from "vitest";
import { Contacts } from "#models/contact.server.ts";
import { ConsentEvents } from "#models/consent-event.server.ts";
import { Conversations, type ConversationRow } from "#models/conversation.server.ts";
import { Counters } from "#models/counter.server.ts";
import { Deliveries, providerKey } from "#models/delivery.server.ts";
import { DispatchBatches } from "#models/dispatch-batch.server.ts";
import { Messages } from "#models/message.server.ts";
import { Receipts, type ReceiptRow } from "#models/receipt.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { signedCall, testChannel, type TestChannelOptions } from "#tests/setup/test-channel.ts";
import { propertyRuns } from "#tests/setup/property-runs.ts";
import { createAccount } from "./accounts.server.ts";
import { silenceNudges } from "./inbound-nudge.server.ts";
import { processReceipts } from "./inbound-processing.server.ts";
import { flushRefusals } from "./inbound-refusals.server.ts";
import { acceptWebhook } from "./inbound.server.ts";
import { readThread } from "./thread-view.server.ts";
import { sweepReceipts } from "./inbound-sweep.server.ts";

useTestDatabase();

const SECRET = "a-secret-of-the-test-provider";
let workspaces = 0;

async function setUp(options: TestChannelOptions = {}) {
  const channel = testChannel(options);
  const rt = testRuntime({ findChannel: (id) => (id === channel.id ? channel : null) });
  silenceNudges(rt);
  workspaces += 1;
  const workspaceId = `wsp_inbound_${workspaces}`;
  const number = `+3197010${workspaces}`;
  const saved = await createAccount(
    { workspaceId, adapterId: channel.id, name: "Desk", values: { number, secret: SECRET } },
    rt,
  );
  if (!saved.ok) throw new Error(saved.error);
  const accountId = saved.value._id;
  const call = (events: readonly unknown[], over: Parameters<typeof signedCall>[2] = {}) => ({
    adapterId: channel.id,
    accountId,
    request: signedCall(events, SECRET, { now: rt.now(), ...over }),
  });
  return { channel, rt, workspaceId, accountId, number, call };
}

const person = { kind: "phone", value: "+31612345678", name: "Ada de Vries" };
const text = (externalId: string, words: string, at = "2026-03-02T08:59:00Z") => ({
  type: "message",
  externalId,
  from: person,
  at,
  content: { type: "text", text: words },
});

test("a verified call is stored with its very bytes before it is answered", async () => {
  const { rt, call, accountId } = await setUp();
  const given = call([text("m1", "Hello")], { eventId: "e1" });
  expect(await acceptWebhook(given, rt)).toMatchObject({
    kind: "accepted",
    answer: { status: 200 },
  });
  const stored = await Receipts.collection.findOne({ accountId }, { promoteBuffers: true });
  expect(stored?.["state"]).toBe("new");
  expect(Buffer.compare(stored?.["body"], Buffer.from(given.request.body))).toBe(0);
});

test("a repeated call is a success and stored once", async () => {
  const { rt, call, accountId } = await setUp();
  const given = call([text("m1", "Hello")]);
  const outcomes = await Promise.all([1, 2, 3].map(() => acceptWebhook(given, rt)));
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["accepted", "duplicate", "duplicate"]);
  expect(await Receipts.collection.countDocuments({ accountId })).toBe(1);
});

test("the same words five minutes later are two messages", async () => {
  const { rt, call, accountId } = await setUp();
  await acceptWebhook(call([text("m1", "ok")]), rt);
  rt.clock.advance(5 * 60_000);
  const outcome = await acceptWebhook(call([text("m1", "ok")]), rt);
  expect(outcome.kind).toBe("accepted");
  expect(await Receipts.collection.countDocuments({ accountId })).toBe(2);
});

test("a forged call leaves a number and nothing else", async () => {
  const { rt, call, accountId } = await setUp();
  const given = call([text("m1", "Hello")]);
  const body = Uint8Array.from(given.request.body);
  body[10] = (body[10] ?? 0) ^ 1;
  const outcome = await acceptWebhook({ ...given, request: { ...given.request, body } }, rt);
  expect(outcome.kind).toBe("bad-signature");
  expect(await Receipts.collection.countDocuments({ accountId })).toBe(0);
  await flushRefusals(rt);
  const counted = await Counters.findById(`webhook-refused:${accountId}:bad-signature`).lean();
  expect(counted?.value).toBe(1);
});

test.for([
  ["a channel that is not there", { adapterId: "carrier-pigeon" }, "unknown-channel"],
  ["an account that is not there", { accountId: "acc_nobody" }, "unknown-account"],
  ["too many bytes", { maxBytes: 10 }, "too-large"],
] as const)("%s is refused by name", async ([, over, kind]) => {
  const { rt, call } = await setUp();
  expect((await acceptWebhook({ ...call([text("m1", "Hi")]), ...over }, rt)).kind).toBe(kind);
});

test("a handshake on the shared address is answered by the account that knows the token", async () => {
  const { rt, channel } = await setUp({ isShared: true });
  const url = `https://antiphon.test/webhooks/test-channel?challenge=${SECRET}`;
  const request = { ...signedCall([], SECRET, { url }), method: "GET" };
  const outcome = await acceptWebhook({ adapterId: channel.id, accountId: null, request }, rt);
  expect(outcome).toMatchObject({ kind: "challenge", answer: { body: "handshake" } });
});

test("a shared call reaches the account it names", async () => {
  const { rt, channel, number, accountId } = await setUp({ isShared: true });
  const request = signedCall([{ ...text("m1", "Hi"), accountKey: number }], SECRET);
  const outcome = await acceptWebhook({ adapterId: channel.id, accountId: null, request }, rt);
  expect(outcome.kind).toBe("accepted");
  expect(await Receipts.collection.countDocuments({ accountId })).toBe(1);
});

async function receive(set: Awaited<ReturnType<typeof setUp>>, events: readonly unknown[]) {
  const { rt, call } = set;
  await acceptWebhook(call(events, { eventId: `e${Math.random()}` }), rt);
  rt.clock.advance(3_000);
  return sweepReceipts(rt);
}

test("a message becomes an open conversation with a person, once for all repeats", async () => {
  const set = await setUp();
  await receive(set, [text("m1", "Hello there")]);
  await receive(set, [text("m1", "Hello there")]);
  const { workspaceId } = set;
  const [conversation, ...others] = await Conversations.find({ workspaceId }).lean();
  expect(others).toEqual([]);
  expect(conversation).toMatchObject({
    state: "open",
    unreadCount: 1,
    contactName: "Ada de Vries",
    lastMessage: { text: "Hello there", direction: "in" },
  });
  expect(await Messages.collection.countDocuments({ conversationId: conversation?._id })).toBe(1);
  expect(await Contacts.collection.countDocuments({ workspaceId })).toBe(1);
});

test("one unreadable event costs its neighbours nothing", async () => {
  const set = await setUp();
  const broken = { ...text("m2", "x"), content: { type: "media" } };
  set.rt.expectErrors();
  await receive(set, [text("m1", "before"), broken, text("m3", "after")]);
  const { workspaceId, accountId } = set;
  expect(await Messages.collection.countDocuments({ workspaceId })).toBe(2);
  const receipt = await Receipts.findOne({ accountId }).lean<ReceiptRow>();
  expect(receipt?.result.map(({ outcome }) => outcome)).toEqual([
    "in-thread",
    "failed",
    "in-thread",
  ]);
  expect(receipt).toMatchObject({ state: "new", attempts: 1 });
});

test("two calls at once open one conversation", async () => {
  const set = await setUp();
  const { rt, workspaceId, accountId } = set;
  const calls = Array.from({ length: 8 }, (_, n) => set.call([text(`m${n}`, `part ${n}`)]));
  await Promise.all(calls.map((call) => acceptWebhook(call, rt)));
  const rows = await Receipts.collection.find({ accountId }, { promoteBuffers: true }).toArray();
  const receipts = rows as unknown as ReceiptRow[];
  // Each call in a process of its own, as far as the database can tell.
  await Promise.all(receipts.map((receipt) => processReceipts([receipt], rt)));
  expect(await Conversations.collection.countDocuments({ workspaceId })).toBe(1);
  const conversation = await Conversations.findOne({ workspaceId }).lean();
  expect(conversation?.unreadCount).toBe(8);
});

async function delivered(set: Awaited<ReturnType<typeof setUp>>, over: Record<string, unknown>) {
  const contact = await Contacts.findOne({ workspaceId: set.workspaceId }).lean();
  const _id = `dlv_${Math.random().toString(36).slice(2)}`;
  await Deliveries.collection.insertOne({
    _id,
    workspaceId: set.workspaceId,
    campaignId: "cmp_spring",
    runId: "run_spring",
    seq: 0,
    batchId: null,
    contactId: contact?._id,
    channel: "sms",
    accountId: set.accountId,
    addressKind: "phone",
    address: person.value,
    state: "accepted",
    reason: null,
    detail: null,
    consentEventId: null,
    attempts: 1,
    facts: {},
    failure: null,
    at: new Date("2026-03-02T08:00:00Z"),
    variant: null,
    isTest: false,
    ...over,
  } as never);
  return _id;
}

test("a reply is linked to the delivery it quotes, else to the last one before it", async () => {
  const set = await setUp();
  await receive(set, [text("m0", "hello", "2026-03-01T08:00:00Z")]);
  const first = await delivered(set, { providerId: providerKey(set.accountId, "p1") });
  const second = await delivered(set, { at: new Date("2026-03-02T08:30:00Z") });
  await receive(set, [
    { ...text("m1", "about the first"), inReplyTo: "p1" },
    text("m2", "about the last"),
  ]);
  const rows = await Messages.find({ workspaceId: set.workspaceId }).lean();
  const link = (id: string) => rows.find((row) => row.externalKey?.endsWith(`:${id}`));
  expect(link("m0")).toMatchObject({ deliveryId: null, answersBy: null });
  expect(link("m1")).toMatchObject({ deliveryId: first, answersBy: "exact" });
  expect(link("m2")).toMatchObject({ deliveryId: second, answersBy: "window" });
  const facts = await Deliveries.find({ _id: { $in: [first, second] } }).lean();
  expect(facts.every((row) => row.facts.replied !== undefined)).toBe(true);
});

test("an answer within the same second stands below what it answers", async () => {
  const set = await setUp();
  await receive(set, [text("m0", "hello", "2026-03-01T08:00:00Z")]);
  await delivered(set, { at: new Date("2026-03-02T08:59:00.700Z") });
  await receive(set, [text("m1", "quick", "2026-03-02T08:59:00Z")]);
  const row = await Messages.findOne({ text: "quick", workspaceId: set.workspaceId }).lean();
  expect(row?.answersBy).toBe("window");
  expect(row?.at.getTime()).toBeGreaterThan(new Date("2026-03-02T08:59:00.700Z").getTime());
});

test("STOP is written to the ledger, confirmed once and asks nobody for an answer", async () => {
  const set = await setUp();
  const { workspaceId, accountId } = set;
  await receive(set, [text("m1", "Stop!")]);
  await receive(set, [text("m1", "Stop!")]);
  const contact = await Contacts.findOne({ workspaceId }).lean();
  const states = contact?.consents.map(({ purpose, state }) => `${purpose}:${state}`).sort();
  expect(states).toEqual([
    "call-out:withdrawn",
    "marketing:withdrawn",
    "service:withdrawn",
    "transactional:withdrawn",
  ]);
  expect(await ConsentEvents.collection.countDocuments({ workspaceId })).toBe(4);
  expect(await DispatchBatches.collection.countDocuments({ accountId })).toBe(1);
  const conversation = await Conversations.findOne({ workspaceId }).lean();
  expect(conversation).toMatchObject({ state: "closed", unreadCount: 0 });
});

test("START after STOP comes back, and a late STOP does not undo it", async () => {
  const set = await setUp();
  await receive(set, [text("m2", "START", "2026-03-02T08:50:00Z")]);
  await receive(set, [text("m1", "STOP", "2026-03-02T08:40:00Z")]);
  const contact = await Contacts.findOne({ workspaceId: set.workspaceId }).lean();
  expect(new Set(contact?.consents.map(({ state }) => state))).toEqual(new Set(["granted"]));
});

test("STOP in a machine's own answer is no wish of the person", async () => {
  const set = await setUp();
  await receive(set, [{ ...text("m1", "STOP"), isAutomatic: true }]);
  const contact = await Contacts.findOne({ workspaceId: set.workspaceId }).lean();
  expect(contact?.consents).toEqual([]);
});

test("a block at the provider suppresses the address, lifting it frees the address again", async () => {
  const set = await setUp();
  const block = { from: person, at: "2026-03-02T08:00:00Z", evidence: "Blocked the number" };
  await receive(set, [{ type: "opt-out", ...block }]);
  const { Suppressions } = await import("#models/suppression.server.ts");
  expect(await Suppressions.collection.countDocuments({ workspaceId: set.workspaceId })).toBe(1);
  const lifted = { ...block, at: "2026-03-02T08:10:00Z", evidence: "Unblocked the number" };
  await receive(set, [{ type: "opt-in", ...lifted }]);
  expect(await Suppressions.collection.countDocuments({ workspaceId: set.workspaceId })).toBe(0);
  const contact = await Contacts.findOne({ workspaceId: set.workspaceId }).lean();
  const marketing = contact?.consents.find((row) => row.purpose === "marketing");
  expect(marketing?.state).toBe("withdrawn");
});

const second = (n: number) => new Date(Date.UTC(2026, 2, 2, 8, 0, n)).toISOString();
const anEvent = fc.oneof(
  fc
    .record({ n: fc.integer({ min: 0, max: 6 }), at: fc.integer({ min: 0, max: 4 }) })
    .map(({ n, at }) => text(`m${n}-${at}`, `words ${n}`, second(at))),
  fc.integer({ min: 0, max: 4 }).map((at) => ({
    ...text(`album-${at}`, "", second(at)),
    groupId: "album",
    content: {
      type: "media",
      media: [{ kind: "image", mimeType: null, fileName: null }],
      caption: "",
    },
  })),
  fc.integer({ min: 0, max: 4 }).map((at) => ({
    type: "reaction",
    from: person,
    target: `m1-${at}`,
    emoji: "👍",
    at: second(at + 5),
  })),
  fc.integer({ min: 0, max: 4 }).map((at) => ({
    type: "deleted",
    from: person,
    target: `m2-${at}`,
    at: second(at + 6),
  })),
);

async function threadOf(events: readonly unknown[]) {
  const set = await setUp();
  for (const event of events) await receive(set, [event]);
  const conversation = await Conversations.findOne({ workspaceId: set.workspaceId }).lean();
  if (!conversation) return null;
  const items = await readThread(conversation, set.rt);
  const shown = items.map((item) => {
    if (item.kind !== "message") return item.kind;
    const { text: words, at, reactions, isDeleted, groupId } = item;
    return { words, at: at.toISOString(), reactions, isDeleted, groupId };
  });
  const { state, unreadCount, lastActivityAt, lastMessage } = conversation;
  return { shown, state, unreadCount, lastActivityAt, lastText: lastMessage?.text };
}

test(
  "webhooks in any order, any of them twice, give the same thread",
  { timeout: 600_000 },
  async () => {
    const unique = fc.uniqueArray(anEvent, {
      selector: (one) => JSON.stringify(one),
      minLength: 1,
      maxLength: 6,
    });
    const runs = unique.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(runs, async ([events, scrambled]) => {
        expect(await threadOf(scrambled)).toEqual(await threadOf(events));
      }),
      { numRuns: propertyRuns(12) },
    );
  },
);

test("what has no shape here is kept as a code, and old rows keep their sentence", async () => {
  const set = await setUp();
  const card = { type: "other", what: "contact-card", detail: "Sam +31 6 1234" };
  await receive(set, [{ ...text("m1", ""), content: card }]);
  const { workspaceId } = set;
  const shown = async () => {
    const conversation = await Conversations.findOne({ workspaceId }).lean<ConversationRow>();
    if (!conversation) throw new Error("no conversation");
    return (await readThread(conversation, set.rt)).flatMap((item) =>
      item.kind === "message" ? [item.other] : [],
    );
  };
  expect(await shown()).toEqual([{ what: "contact-card", detail: "Sam +31 6 1234" }]);
  await Messages.collection.updateOne(
    { workspaceId },
    { $set: { extra: { otherLabel: "An order from the catalogue" } } },
  );
  expect(await shown()).toEqual([{ what: null, detail: "An order from the catalogue" }]);
});
