import { expect, test } from "vitest";
import { ConsentEvents } from "#models/consent-event.server.ts";
import { Contacts } from "#models/contact.server.ts";
import { Conversations } from "#models/conversation.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { signedCall, testChannel } from "#tests/setup/test-channel.ts";
import { createAccount } from "./accounts.server.ts";
import { readPermission, recordConsents, verifyChain } from "./consent.server.ts";
import { createContact } from "./contacts.server.ts";
import { silenceNudges } from "./inbound-nudge.server.ts";
import { sweepReceipts } from "./inbound-sweep.server.ts";
import { acceptWebhook } from "./inbound.server.ts";
import { settlePossibleOptOut } from "./possible-opt-out.server.ts";
import { readThread } from "./thread-view.server.ts";

useTestDatabase();

const secret = "a-secret-of-the-test-provider";
const number = "+31612345678";
let workspaces = 0;

/** Somebody who agreed to marketing on the channel, and a way to say what they write back. */
async function setUp() {
  const channel = testChannel();
  const rt = testRuntime({ findChannel: (id) => (id === channel.id ? channel : null) });
  silenceNudges(rt);
  workspaces += 1;
  const workspaceId = `wsp_doubt_${workspaces}`;
  const values = { number: `+3197010${workspaces}`, secret };
  const account = await createAccount(
    { workspaceId, adapterId: channel.id, name: "Desk", values },
    rt,
  );
  const identities = [{ kind: "phone", accountId: null, value: number }];
  const person = await createContact({ workspaceId, name: "Ada", identities }, rt);
  if (!account.ok || !person.ok) throw new Error("no account or person");
  const { contactId } = person.value;
  const right = { channel: channel.channel, purpose: "marketing" } as const;
  const grant = { ...right, kind: "granted", wording: null, source: "form", actor: "contact" };
  await recordConsents([{ workspaceId, contactId, ...grant, proof: {} } as never], rt);
  rt.clock.advance(60_000);
  const hear = async (externalId: string, words: string) => {
    const from = { kind: "phone", value: number, name: "Ada" };
    const content = { type: "text", text: words };
    const event = { type: "message", externalId, from, at: rt.now().toISOString(), content };
    const options = { now: rt.now(), eventId: `e${Math.random()}` };
    const request = signedCall([event], secret, options);
    const accountId = account.value._id;
    await acceptWebhook({ adapterId: channel.id, accountId, request }, rt);
    rt.clock.advance(3_000);
    await sweepReceipts(rt);
  };
  const permission = () => readPermission({ workspaceId, contactId }, right.channel, "marketing");
  const doubts = async () => {
    const conversation = await Conversations.findOne({ workspaceId }).lean();
    if (!conversation) throw new Error("no conversation");
    const items = await readThread(conversation as never, rt);
    const messages = items.flatMap((item) =>
      item.kind === "message" ? [{ id: item.id, doubt: item.optOutDoubt }] : [],
    );
    return { conversationId: conversation._id, messages };
  };
  const answer = async (isOptOut: boolean) => {
    const { conversationId, messages } = await doubts();
    const messageId = messages.find((one) => one.doubt === "open")?.id ?? "";
    const acting = { workspaceId, conversationId, memberId: "mem_1" };
    return settlePossibleOptOut({ ...acting, messageId, isOptOut }, rt);
  };
  return { rt, workspaceId, contactId, hear, permission, doubts, answer };
}

test("a sentence that may mean no holds marketing until a colleague says it is one", async () => {
  const { workspaceId, contactId, hear, permission, doubts, answer } = await setUp();
  await hear("m1", "Please stop texting me");
  await hear("m1", "Please stop texting me");
  expect(await permission()).toEqual({ allowed: false, reason: "no-consent" });
  expect((await doubts()).messages).toMatchObject([{ doubt: "open" }]);
  expect(await Conversations.findOne({ workspaceId }).lean()).toMatchObject({ state: "open" });

  const { messages } = await doubts();
  expect(await answer(true)).toMatchObject({ ok: true });
  expect(await permission()).toEqual({ allowed: false, reason: "opted-out" });
  expect((await doubts()).messages).toMatchObject([{ doubt: "confirmed" }]);
  const lines = await ConsentEvents.find({ contactId, purpose: "marketing" }).sort("seq").lean();
  expect(lines.map(({ kind, actor }) => [kind, actor])).toEqual([
    ["granted", "contact"],
    ["pending", "system"],
    ["withdrawn", "mem_1"],
  ]);
  expect(lines[2]?.proof).toMatchObject({ messageId: messages[0]?.id });
  expect(await verifyChain(workspaceId)).toMatchObject({ broken: null });
});

test("not an opt-out gives back exactly what was held", async () => {
  const { contactId, hear, permission, doubts, answer } = await setUp();
  await hear("m1", "leave me alone with tulips, I only want roses!");
  expect(await permission()).toMatchObject({ allowed: false });
  expect(await answer(false)).toMatchObject({ ok: true });
  expect(await permission()).toMatchObject({ allowed: true });
  expect((await doubts()).messages).toMatchObject([{ doubt: "dismissed" }]);
  await hear("m1", "leave me alone with tulips, I only want roses!");
  expect(await permission()).toMatchObject({ allowed: true });
  const person = await Contacts.findById(contactId).lean();
  expect(person?.consents).toHaveLength(1);
});

test("a STOP said meanwhile stays, whatever the answer", async () => {
  const { rt, workspaceId, hear, permission, doubts } = await setUp();
  await hear("m1", "remove me please");
  const { conversationId, messages } = await doubts();
  await hear("m2", "STOP");
  expect((await doubts()).messages[0]).toMatchObject({ doubt: "confirmed" });
  const messageId = messages[0]?.id ?? "";
  const answer = { workspaceId, conversationId, memberId: "mem_1", messageId, isOptOut: false };
  expect(await settlePossibleOptOut(answer, rt)).toMatchObject({ ok: true });
  expect(await permission()).toEqual({ allowed: false, reason: "opted-out" });
});

test("only a doubted message of this conversation can be answered about", async () => {
  const { hear, doubts, rt, workspaceId } = await setUp();
  await hear("m1", "Thank you, that was quick");
  const { conversationId, messages } = await doubts();
  expect(messages).toMatchObject([{ doubt: null }]);
  const acting = { workspaceId, conversationId, memberId: "mem_1", isOptOut: true };
  const messageId = messages[0]?.id ?? "";
  expect(await settlePossibleOptOut({ ...acting, messageId }, rt)).toMatchObject({
    error: "not-doubted",
  });
  const stranger = { ...acting, messageId, workspaceId: "wsp_other" };
  expect(await settlePossibleOptOut(stranger, rt)).toMatchObject({ error: "not-found" });
});
