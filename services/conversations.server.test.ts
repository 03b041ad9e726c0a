import { expect, test } from "vitest";
import { Conversations } from "#models/conversation.server.ts";
import { DispatchBatches } from "#models/dispatch-batch.server.ts";
import { Messages } from "#models/message.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { testChannel, type TestChannelOptions } from "#tests/setup/test-channel.ts";
import { createAccount, editAccount, loadAccount, resealAccounts } from "./accounts.server.ts";
import { closeConversation, snoozeConversation, wakeSnoozed } from "./conversation-moves.server.ts";
import { mentioned } from "./conversation-notes.server.ts";
import { replyTo } from "./conversations.server.ts";
import { findOrCreateContact } from "./contacts.server.ts";
import { openConversation } from "./inbound-message.server.ts";

useTestDatabase();
let made = 0;

async function setUp(options: TestChannelOptions = {}) {
  const channel = testChannel(options);
  const rt = testRuntime({ findChannel: (id) => (id === channel.id ? channel : null) });
  made += 1;
  const workspaceId = `wsp_reply_${made}`;
  const values = { number: `+3197010${made}`, secret: "a-secret-for-tests" };
  const saved = await createAccount(
    { workspaceId, adapterId: channel.id, name: "Desk", values },
    rt,
  );
  if (!saved.ok) throw new Error(saved.error);
  const owner = await loadAccount(saved.value._id, rt);
  if (!owner) throw new Error("no account");
  const identity = { kind: "phone", value: `+316000000${made}`, accountId: null };
  const { contact } = await findOrCreateContact({ workspaceId, identity, name: "Ada" }, rt);
  const row = await openConversation(owner, contact, identity, rt.now(), rt);
  const on = { workspaceId, conversationId: row._id, memberId: "mem_1" };
  const say = {
    ...on,
    clientKey: "key-of-the-reply",
    text: "Hello",
    mediaId: null,
    templateId: null,
  };
  return { rt, row, on, say, owner };
}

test("a reply tried again is sent once and stands once in the thread", async () => {
  const { rt, say, row } = await setUp();
  const first = await replyTo(say, rt);
  const again = await replyTo(say, rt);
  expect(again).toEqual(first);
  expect(await Messages.collection.countDocuments({ conversationId: row._id })).toBe(1);
  expect(await DispatchBatches.collection.countDocuments({ accountId: row.accountId })).toBe(1);
  const after = await Conversations.findById(row._id).lean();
  expect(after).toMatchObject({ state: "waiting", assigneeId: "mem_1", unreadCount: 0 });
});

test.for([
  ["nothing to say", { text: "   " }, "empty"],
  ["more than the channel takes", { text: "x".repeat(1_601) }, "too-long"],
  ["a file of nobody's", { mediaId: "med_none" }, "media-not-found"],
  ["another workspace", { workspaceId: "wsp_other" }, "not-found"],
] as const)("%s is refused by name", async ([, over, error]) => {
  const { rt, say } = await setUp();
  expect(await replyTo({ ...say, ...over }, rt)).toMatchObject({ ok: false, error });
});

test("outside the service window free text stays here", async () => {
  const { rt, say, row } = await setUp({ windowHours: 24 });
  await Conversations.updateOne({ _id: row._id }, { $set: { lastInboundAt: rt.now() } });
  rt.clock.advance(24 * 3_600_000 - 1);
  expect((await replyTo(say, rt)).ok).toBe(true);
  rt.clock.advance(1);
  const late = await replyTo({ ...say, clientKey: "another-reply" }, rt);
  expect(late).toMatchObject({ ok: false, error: "window-closed" });
});

test("a snooze with a time wakes by itself, one without waits for the person", async () => {
  const { rt, on, row } = await setUp();
  await snoozeConversation({ ...on, until: new Date(rt.now().getTime() + 1_000) }, rt);
  expect(await wakeSnoozed(rt)).toBe(0);
  rt.clock.advance(1_001);
  expect(await wakeSnoozed(rt)).toBe(1);
  expect((await Conversations.findById(row._id).lean())?.state).toBe("open");
  await snoozeConversation({ ...on, until: null }, rt);
  rt.clock.advance(365 * 86_400_000);
  expect(await wakeSnoozed(rt)).toBe(0);
  expect(await closeConversation(on, rt)).toMatchObject({ ok: true, value: { state: "snoozed" } });
});

test("a mention names the longest name that fits", () => {
  const members = [
    { memberId: "m1", name: "Anna" },
    { memberId: "m2", name: "Anna Berg" },
  ];
  expect(mentioned("@anna berg, can you?", members)).toEqual(["m2"]);
  expect(mentioned("@Anna and @Anna Berg", members)).toEqual(["m2", "m1"]);
});

test("credentials are sealed at rest, kept when a form leaves them empty, and sealed anew", async () => {
  const { rt, owner, on } = await setUp();
  expect(owner.row.sealed).not.toContain("a-secret-for-tests");
  const values = { number: "+31970109999", secret: "" };
  const edit = { workspaceId: on.workspaceId, accountId: owner.row._id, name: "New", values };
  expect((await editAccount({ ...edit, ratePerSecond: null }, rt)).ok).toBe(true);
  await resealAccounts(rt);
  const loaded = await loadAccount(owner.row._id, rt);
  expect(loaded?.account).toEqual({ number: "+31970109999", secret: "a-secret-for-tests" });
  const bad = await editAccount({ ...edit, values: { number: "" }, ratePerSecond: null }, rt);
  expect(bad).toMatchObject({ ok: false, error: "invalid" });
});
