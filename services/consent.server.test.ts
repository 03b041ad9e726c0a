import { expect, test } from "vitest";
import { permissionFor } from "#core/consent/state.ts";
import { ConsentEvents } from "#models/consent-event.server.ts";
import { Contacts, findContact } from "#models/contact.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import {
  readPermission,
  readPermissions,
  rebuildConsents,
  recordConsents,
  verifyChain,
  type ConsentInput,
} from "./consent.server.ts";
import { createContact, findOrCreateContact, updateContact } from "./contacts.server.ts";
import { savePreferences } from "./unsubscribe.server.ts";

useTestDatabase();

let workspaces = 0;

async function someone(rt = testRuntime()) {
  const workspaceId = `wsp_consent${(workspaces += 1)}`;
  const created = await createContact(
    {
      workspaceId,
      name: "Ada Jansen",
      identities: [{ kind: "phone", accountId: null, value: `+3161234${1000 + workspaces}` }],
    },
    rt,
  );
  if (!created.ok) throw new Error(created.error);
  return { rt, workspaceId, contactId: created.value.contactId };
}

function granted(
  key: { workspaceId: string; contactId: string },
  over: Partial<ConsentInput> = {},
) {
  return {
    ...key,
    channel: "whatsapp",
    purpose: "marketing",
    kind: "granted",
    wording: { text: "Yes, send me offers.", version: "1", locale: "en" },
    source: "form",
    actor: "contact",
    proof: { url: "https://shop.test/join" },
    ...over,
  } satisfies ConsentInput;
}

test("a grant allows, a withdrawal stops, and both stay in the ledger", async () => {
  const { rt, ...key } = await someone();
  expect(await readPermission(key, "whatsapp", "marketing")).toEqual({
    allowed: false,
    reason: "no-consent",
  });
  await recordConsents([granted(key)], rt);
  expect(await readPermission(key, "whatsapp", "marketing")).toMatchObject({ allowed: true });
  expect(await readPermission(key, "sms", "marketing")).toMatchObject({ allowed: false });
  await recordConsents([granted(key, { kind: "withdrawn", source: "keyword" })], rt);
  expect(await readPermission(key, "whatsapp", "marketing")).toEqual({
    allowed: false,
    reason: "opted-out",
  });
  expect(await ConsentEvents.countDocuments({ contactId: key.contactId })).toBe(2);
  expect(await verifyChain(key.workspaceId)).toMatchObject({ lines: 2, broken: null });
});

test("a grant from a file never undoes what a person said themselves", async () => {
  const { rt, ...key } = await someone();
  await recordConsents([granted(key, { kind: "withdrawn", source: "keyword" })], rt);
  const again = await recordConsents([granted(key, { source: "import" })], rt);
  expect(again).toEqual({ recorded: 0, repeated: 0, keptOptedOut: 1 });
  expect(await readPermission(key, "whatsapp", "marketing")).toMatchObject({ allowed: false });
});

test("the same key is one line, however often it is given", async () => {
  const { rt, ...key } = await someone();
  const stop = granted(key, { kind: "withdrawn", key: "message:wamid.1" });
  await recordConsents([stop], rt);
  const again = await recordConsents([stop, stop], rt);
  expect(again).toMatchObject({ recorded: 0, repeated: 2 });
});

test("writers at the same moment make one unbroken chain and lose nothing", async () => {
  const { rt, ...key } = await someone();
  const channels = ["sms", "email", "whatsapp", "telegram", "messenger", "web-chat"];
  await Promise.all(channels.map((channel) => recordConsents([granted(key, { channel })], rt)));
  expect(await verifyChain(key.workspaceId)).toMatchObject({ lines: 6, broken: null });
  const row = await findContact(key);
  expect(row?.consents.map((consent) => consent.channel).sort()).toEqual(channels.sort());
});

test.for([
  [
    "an altered line",
    (id: string) =>
      ConsentEvents.collection.updateOne({ _id: id as never }, { $set: { kind: "granted" } }),
    "altered",
  ],
  [
    "a removed line",
    (id: string) => ConsentEvents.collection.deleteOne({ _id: id as never }),
    "missing-line",
  ],
] as const)("%s is found", async ([, forge, kind]) => {
  const { rt, ...key } = await someone();
  await recordConsents([granted(key)], rt);
  await recordConsents([granted(key, { kind: "withdrawn" })], rt);
  await recordConsents([granted(key, { channel: "sms" })], rt);
  const second = await ConsentEvents.findOne({ workspaceId: key.workspaceId, seq: 2 }).lean();
  await forge(String(second?._id));
  expect(await verifyChain(key.workspaceId)).toMatchObject({ broken: { seq: 2, kind } });
});

test("a removed last line is found, because the head knows better", async () => {
  const { rt, ...key } = await someone();
  await recordConsents([granted(key)], rt);
  await recordConsents([granted(key, { channel: "sms" })], rt);
  await ConsentEvents.collection.deleteOne({ workspaceId: key.workspaceId, seq: 2 });
  expect((await verifyChain(key.workspaceId)).broken).not.toBeNull();
});

test("a projection someone forged is what the ledger says after a rebuild", async () => {
  const { rt, ...key } = await someone();
  await recordConsents([granted(key, { kind: "withdrawn" })], rt);
  const forged = [
    {
      channel: "whatsapp",
      purpose: "marketing",
      state: "granted",
      at: rt.now(),
      eventId: "cev_no",
    },
  ];
  await Contacts.collection.updateOne(
    { _id: key.contactId as never },
    { $set: { consents: forged } },
  );
  expect(await rebuildConsents(key.workspaceId)).toEqual({
    people: 1,
    corrected: [key.contactId],
  });
  const row = await findContact(key);
  expect(permissionFor(row?.consents ?? [], "whatsapp", "marketing")).toEqual({
    allowed: false,
    reason: "opted-out",
  });
  expect((await rebuildConsents(key.workspaceId)).corrected).toEqual([]);
});

test("a window of people is read at once, and never someone of another workspace", async () => {
  const here = await someone();
  const there = await someone();
  await recordConsents([granted(here)], here.rt);
  await recordConsents([granted(there)], there.rt);
  const ids = [here.contactId, there.contactId];
  const permissions = await readPermissions(here.workspaceId, ids, "whatsapp", "marketing");
  expect([...permissions.keys()]).toEqual([here.contactId]);
});

test("no way of making or changing a person makes marketing lawful", async () => {
  const { rt, ...key } = await someone();
  const hostile = {
    consents: [
      { channel: "sms", purpose: "marketing", state: "granted", at: rt.now(), eventId: "x" },
    ],
  };
  const { workspaceId } = key;
  const made = await createContact({ workspaceId, name: "New", ...hostile }, rt);
  const wrote = await findOrCreateContact(
    {
      ...{ workspaceId, name: "Wrote", ...hostile },
      identity: { kind: "phone", accountId: null, value: "+31699999999" },
    },
    rt,
  );
  await updateContact({ ...key, actor: "mem_1", name: "Edited", ...hostile }, rt);
  const subject = { ...key, deliveryId: "dlv_none" };
  // A box the page never showed.
  const on = new Set(["sms:marketing"]);
  await savePreferences({ subject, on, locale: "en", wordingOf: () => "?" }, rt);
  const ids = [key.contactId, wrote.contact._id, made.ok ? made.value.contactId : ""];
  for (const purpose of ["marketing", "call-out"] as const) {
    const permissions = await readPermissions(workspaceId, ids, "sms", purpose);
    expect(permissions.size).toBe(3);
    expect([...permissions.values()].every((one) => !one.allowed)).toBe(true);
  }
});
