import { expect, test } from "vitest";
import { ConsentEvents } from "#models/consent-event.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { readPermission, recordConsents, verifyChain } from "./consent.server.ts";
import { createContact } from "./contacts.server.ts";
import { preferenceToken, readPreferenceToken } from "./preferences.server.ts";
import { savePreferences, unsubscribe, viewPreferences } from "./unsubscribe.server.ts";

useTestDatabase();

const rt = testRuntime();

async function someone(workspaceId: string) {
  const created = await createContact({ workspaceId, name: "Ada" }, rt);
  if (!created.ok) throw new Error(created.error);
  const { contactId } = created.value;
  const base = { workspaceId, contactId, purpose: "marketing", kind: "granted" } as const;
  const evidence = { wording: null, source: "form", actor: "contact", proof: {} };
  await recordConsents(
    [
      { ...base, ...evidence, channel: "email" },
      { ...base, ...evidence, channel: "sms" },
    ],
    rt,
  );
  return { workspaceId, contactId, deliveryId: "dlv_none" };
}

test("one click stops what the message was and nothing else, however often it comes", async () => {
  const subject = await someone("wsp_unsub1");
  await unsubscribe(subject, "one-click", rt);
  await unsubscribe(subject, "one-click", rt);
  expect(await readPermission(subject, "email", "marketing")).toEqual({
    allowed: false,
    reason: "opted-out",
  });
  expect((await readPermission(subject, "sms", "marketing")).allowed).toBe(true);
  expect(await ConsentEvents.countDocuments({ contactId: subject.contactId })).toBe(3);
});

test("choices are evidence: only what changed is written, a yes with its words", async () => {
  const subject = await someone("wsp_unsub2");
  const save = (on: string[]) =>
    savePreferences({ subject, on: new Set(on), locale: "en", wordingOf: () => "I agree" }, rt);
  await save(["email:marketing"]);
  expect((await readPermission(subject, "sms", "marketing")).allowed).toBe(false);
  expect((await readPermission(subject, "email", "marketing")).allowed).toBe(true);
  await save(["email:marketing", "sms:marketing"]);
  expect((await readPermission(subject, "sms", "marketing")).allowed).toBe(true);
  expect(await verifyChain("wsp_unsub2")).toMatchObject({ lines: 4, broken: null });
});

test("a link says who it is for, and no letter of it can be changed", async () => {
  const subject = await someone("wsp_unsub3");
  const token = preferenceToken(rt, subject);
  expect(readPreferenceToken(rt, token)).toEqual(subject);
  const other = token.replace(subject.contactId, subject.contactId.replace(/.$/, "9"));
  expect(other === token ? null : readPreferenceToken(rt, other)).toBeNull();
  expect(readPreferenceToken(rt, `${token}x`)).toBeNull();
});

test("a person who is gone has no preferences to change", async () => {
  const subject = { workspaceId: "wsp_unsub4", contactId: "con_gone", deliveryId: "dlv_none" };
  expect(await viewPreferences(subject)).toBeNull();
  expect(await unsubscribe(subject, "one-click", rt)).toBeNull();
});
