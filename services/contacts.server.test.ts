import { expect, test } from "vitest";
import { countContacts, findContact } from "#models/contact.server.ts";
import { findPeoplePage } from "#models/people-page.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { recordConsents } from "./consent.server.ts";
import { createContact, findOrCreateContact, updateContact } from "./contacts.server.ts";
import { findSuppressedKeys, suppressionKeys } from "#models/suppression.server.ts";
import { suppress, unsuppress } from "./suppressions.server.ts";
import { bulkTag } from "./tags.server.ts";

useTestDatabase();

const phone = (value: string) => ({ kind: "phone", accountId: null, value });
const email = (value: string) => ({ kind: "email", accountId: null, value });

async function created(
  workspaceId: string,
  input: Omit<Parameters<typeof createContact>[0], "workspaceId">,
) {
  const result = await createContact({ workspaceId, ...input }, testRuntime());
  if (!result.ok) throw new Error(result.error);
  return result.value.contactId;
}

async function isSuppressed(
  workspaceId: string,
  channel: string,
  address: { readonly kind: string; readonly value: string },
): Promise<boolean> {
  return (await findSuppressedKeys(suppressionKeys(workspaceId, channel, address))).size > 0;
}

test("one address is one person: the second is told whose it is", async () => {
  const workspaceId = "wsp_one";
  const contactId = await created(workspaceId, { name: "Ada", identities: [email("Ada@X.nl")] });
  const again = await createContact(
    { workspaceId, name: "Eda", identities: [email("ada@x.nl ")] },
    testRuntime(),
  );
  expect(again).toEqual({ ok: false, error: "address-taken", detail: contactId });
  expect(await countContacts(workspaceId)).toBe(1);
});

test("ten webhooks at once find one person", async () => {
  const rt = testRuntime();
  const input = { workspaceId: "wsp_race", identity: phone("+31612345678"), name: "Bo" };
  const found = await Promise.all(Array.from({ length: 10 }, () => findOrCreateContact(input, rt)));
  expect(new Set(found.map(({ contact }) => contact._id)).size).toBe(1);
  expect(found.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(await countContacts("wsp_race")).toBe(1);
});

test("a provider's user id means nothing in another account", async () => {
  const rt = testRuntime();
  const of = (accountId: string) => ({
    workspaceId: "wsp_scope",
    identity: { kind: "telegram", accountId, value: "77" },
    name: null,
  });
  const first = await findOrCreateContact(of("acc_1"), rt);
  const second = await findOrCreateContact(of("acc_2"), rt);
  expect(first.contact._id).not.toBe(second.contact._id);
});

test("a person without a name gets the one a provider tells later, and keeps it", async () => {
  const rt = testRuntime();
  const of = (name: string | null) => ({
    workspaceId: "wsp_name",
    identity: phone("+31611"),
    name,
  });
  await findOrCreateContact(of(null), rt);
  await findOrCreateContact(of("José Muñoz"), rt);
  const { contact } = await findOrCreateContact(of("Someone Else"), rt);
  expect(contact.name).toBe("José Muñoz");
  const found = await search("wsp_name", "munoz");
  expect(found).toEqual(["José Muñoz"]);
});

async function search(workspaceId: string, query: string, tag?: string): Promise<string[]> {
  const page = await findPeoplePage({ workspaceId, query, tag, limit: 10 });
  return page.people.map((person) => person.name);
}

test.for([
  ["a folded word", "jose", ["José Muñoz"]],
  ["the beginning of a word", "muñ", ["José Muñoz"]],
  ["two beginnings in any order", "mun jo", ["José Muñoz"]],
  ["a long beginning", "Abdurrahm", ["Abdurrahman Yıldız"]],
  ["an address", "info@bakkerij.nl", ["Smit"]],
  ["a national number", "06 1234 9999", ["José Muñoz"]],
  ["the end of a number", "9999", ["José Muñoz"]],
  ["nobody", "zzz", []],
] as const)("search finds %s", async ([, query, names], { task }) => {
  const workspaceId = `wsp_search_${task.id}`;
  await created(workspaceId, { name: "José Muñoz", identities: [phone("+31612349999")] });
  await created(workspaceId, { name: "Abdurrahman Yıldız" });
  await created(workspaceId, { name: "Smit", identities: [email("info@bakkerij.nl")] });
  expect(await search(workspaceId, query)).toEqual(names);
});

test("pages go from the newest to the oldest and leave nobody out", async () => {
  const workspaceId = "wsp_pages";
  for (let n = 1; n <= 25; n += 1) await created(workspaceId, { name: `Person ${n}` });
  const first = await findPeoplePage({ workspaceId, limit: 10 });
  const second = await findPeoplePage({ workspaceId, limit: 10, before: first.next ?? 0 });
  const third = await findPeoplePage({ workspaceId, limit: 10, before: second.next ?? 0 });
  const names = [first, second, third].flatMap((page) => page.people.map(({ name }) => name));
  expect(names).toEqual(Array.from({ length: 25 }, (_, n) => `Person ${25 - n}`));
  expect(third.next).toBeNull();
});

test("a tag on many people can be taken back from exactly those who got it", async () => {
  const workspaceId = "wsp_tags";
  const rt = testRuntime();
  const ids = [
    await created(workspaceId, { name: "One", tags: ["VIP"] }),
    await created(workspaceId, { name: "Two" }),
  ];
  const added = await bulkTag({ workspaceId, contactIds: ids, tag: "VIP", does: "add" }, rt);
  expect(added.changedIds).toEqual([ids[1]]);
  expect(await search(workspaceId, "", "vip")).toEqual(["Two", "One"]);
  await bulkTag({ workspaceId, contactIds: added.changedIds, tag: "VIP", does: "remove" }, rt);
  expect(await search(workspaceId, "", "vip")).toEqual(["One"]);
});

test("tagging never reaches another workspace", async () => {
  const mine = await created("wsp_mine", { name: "Mine" });
  const rt = testRuntime();
  const result = await bulkTag(
    { workspaceId: "wsp_theirs", contactIds: [mine], tag: "x", does: "add" },
    rt,
  );
  expect(result.changedIds).toEqual([]);
});

test("an edit replaces what it names and keeps the rest", async () => {
  const workspaceId = "wsp_edit";
  const contactId = await created(workspaceId, {
    name: "Ada Jansen",
    identities: [phone("+31612340000"), email("ada@x.nl")],
    attributes: { points: 5, city: "Delft" },
  });
  const edit = { workspaceId, contactId, actor: "mem_1" };
  const result = await updateContact(
    { ...edit, identities: [email("ada@y.nl")], attributes: { city: "", points: 6 } },
    testRuntime(),
  );
  expect(result).toMatchObject({ ok: true, value: { name: "Ada Jansen" } });
  const row = await findContact(edit);
  expect(row?.attributes).toEqual({ points: 6 });
  expect(row?.identityKeys).toEqual([`${workspaceId}:email:*:ada@y.nl`]);
});

test("an address taken off a person who opted out cannot come back as somebody new", async () => {
  const workspaceId = "wsp_optout";
  const rt = testRuntime();
  const contactId = await created(workspaceId, { identities: [phone("+31612340001")] });
  const stop = {
    workspaceId,
    contactId,
    channel: "sms",
    purpose: "marketing",
    kind: "withdrawn",
    wording: null,
    source: "keyword",
    actor: "contact",
    proof: {},
  } as const;
  await recordConsents([stop], rt);
  await updateContact({ workspaceId, contactId, actor: "mem_1", identities: [] }, rt);
  expect(await isSuppressed(workspaceId, "sms", phone("+31612340001"))).toBe(true);
});

test("a suppression on all channels holds on each, and only in its workspace", async () => {
  const workspaceId = "wsp_sup";
  const address = email("gone@x.nl");
  const input = { workspaceId, channel: "*", address, reason: "bounce", actor: "system" } as const;
  expect(await suppress(input, testRuntime())).toBe("added");
  expect(await suppress(input, testRuntime())).toBe("already");
  expect(await isSuppressed(workspaceId, "email", address)).toBe(true);
  expect(await isSuppressed(workspaceId, "email", email("ok@x.nl"))).toBe(false);
  expect(await isSuppressed("wsp_other", "email", address)).toBe(false);
  const suppressionId = `${workspaceId}:*:email:gone@x.nl`;
  const rt = testRuntime();
  expect(await unsuppress({ workspaceId: "wsp_other", suppressionId }, rt)).toBe(false);
  expect(await unsuppress({ workspaceId, suppressionId }, rt)).toBe(true);
});
