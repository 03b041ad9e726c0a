import { MantineProvider } from "@mantine/core";
import { createRemixStub } from "@remix-run/testing";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { I18nextProvider } from "react-i18next";
import { beforeAll, expect, test } from "vitest";
import { createI18n } from "#app/lib/i18n.ts";
import { SettingsContext } from "#app/lib/settings-context.ts";
import en from "#app/locales/en/index.ts";
import * as edit from "#app/routes/_app.contacts.$contactId_.edit/route.tsx";
import * as person from "#app/routes/_app.contacts.$contactId/route.tsx";
import * as people from "#app/routes/_app.contacts._index/route.tsx";
import * as attributes from "#app/routes/_app.contacts.attributes/route.tsx";
import * as oneImport from "#app/routes/_app.contacts.import.$importId/route.tsx";
import * as imports from "#app/routes/_app.contacts.import._index/route.tsx";
import * as fresh from "#app/routes/_app.contacts.new/route.tsx";
import * as suppressions from "#app/routes/_app.contacts.suppressions/route.tsx";
import * as preferences from "#app/routes/preferences.$token/route.tsx";
import * as unsubscribePage from "#app/routes/unsubscribe.$token/route.tsx";
import { recordConsents } from "#services/consent.server.ts";
import { addNote } from "#services/contact-notes.server.ts";
import { declareConsent, startImport } from "#services/imports.server.ts";
import { moveImport } from "#services/import-run.server.ts";
import { preferenceToken } from "#services/preferences.server.ts";
import { suppress } from "#services/suppressions.server.ts";
import { anImport, aPerson } from "#tests/factories/person.ts";
import { aStaffedWorkspace, type StaffedWorkspace } from "#tests/factories/workspace.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testContext } from "#tests/setup/load-context.ts";
import { testRuntime, type TestRuntime } from "#tests/setup/runtime.ts";

useTestDatabase();

let rt: TestRuntime;
let own: StaffedWorkspace;

beforeAll(async () => {
  rt = testRuntime();
  own = await aStaffedWorkspace(rt);
}, 60_000);

const settingsOf = (runtime: TestRuntime) => ({
  language: "en" as const,
  locale: "en-GB",
  zone: "Europe/Amsterdam",
  now: runtime.now(),
  justNow: "just now",
  scheme: "light" as const,
  hasSingleKeys: true,
  nonce: "n",
});

interface Page {
  // Route modules differ in what they load; a page only renders what its own loader gave.
  readonly loader: (args: never) => unknown;
  readonly default: () => React.ReactElement;
}

/** The page as the server first sends it, made from its real loader on the real database. */
async function rendered(page: Page, path: string, params: Record<string, string> = {}) {
  const request = new Request(`https://antiphon.test${path}`, {
    headers: { cookie: own.members.owner.cookie },
  });
  const args = { request, params, context: testContext(rt) };
  const loaded = await page.loader(args as never);
  const shell = {
    workspace: { id: own.workspaceId, name: "Shop", zone: "Europe/Amsterdam", country: "NL" },
    member: { id: "mem_1", name: "Owner", role: "owner" },
  };
  const Stub = createRemixStub([
    {
      id: "routes/_app",
      path: "/",
      children: [{ id: "page", path: "*", Component: page.default }],
    },
  ]);
  const loaderData = { "routes/_app": shell, page: loaded };
  const stub = createElement(Stub, { initialEntries: [path], hydrationData: { loaderData } });
  const i18n = createI18n("en", en);
  const settings = createElement(SettingsContext.Provider, { value: settingsOf(rt) }, stub);
  const themed = createElement(MantineProvider, null, settings);
  const html = renderToString(createElement(I18nextProvider, { i18n }, themed));
  return html.replace(/<!-- -->/g, "");
}

test("people stand in a list, with the empty workspace's next step before that", async () => {
  expect(await rendered(people, "/contacts")).toContain("These are the people you may write to");
  await aPerson(own.workspaceId, rt);
  const html = await rendered(people, "/contacts");
  expect(html).toMatch(/Person \d+/);
  expect(html).not.toMatch(/people\.|tabs\./);
});

test("a person's page shows addresses, consent with its evidence, notes and the timeline", async () => {
  const { workspaceId } = own;
  const { contactId } = await aPerson(workspaceId, rt);
  const wording = { text: "Yes, send me offers.", version: "7", locale: "en" };
  const granted = {
    ...{ workspaceId, contactId, channel: "sms", purpose: "marketing", kind: "granted" },
    ...{ wording, source: "form", actor: "contact", proof: { url: "https://shop.test" } },
  } as Parameters<typeof recordConsents>[0][number];
  await recordConsents([granted], rt);
  await addNote({ workspaceId, contactId, memberId: "mem_1", text: "Likes mornings" }, rt);
  const html = await rendered(person, `/contacts/${contactId}`, { contactId });
  for (const words of ["Yes, send me offers.", "Likes mornings", "SMS · Marketing", "Agreed"]) {
    expect(html).toContain(words);
  }
  expect(await rendered(edit, `/contacts/${contactId}/edit`, { contactId })).toContain("Person");
});

test("an import's page goes from columns to consent to the result with its refused rows", async () => {
  const { workspaceId } = own;
  const { importId } = await anImport(workspaceId, rt);
  const draft = await rendered(oneImport, `/contacts/import/${importId}`, { importId });
  expect(draft).toContain("What did these people agree to?");
  expect(draft).toContain("What each column is");
  await declareConsent({ workspaceId, importId, consent: null }, rt);
  await startImport({ workspaceId, importId }, rt);
  await moveImport(importId, rt);
  const done = await rendered(oneImport, `/contacts/import/${importId}`, { importId });
  expect(done).toContain("2 rows = 1 new + 0 changed + 0 nothing new + 0 twice + 1 refused");
  expect(done).toContain("Phone: Not a phone number");
  expect(await rendered(imports, "/contacts/import")).toContain("people.csv");
});

test("the other pages of the audience render from their loaders", async () => {
  const { workspaceId } = own;
  const address = { kind: "email", value: "gone@example.com" };
  await suppress({ workspaceId, channel: "*", address, reason: "bounce", actor: "system" }, rt);
  expect(await rendered(suppressions, "/contacts/suppressions")).toContain("gone@example.com");
  expect(await rendered(attributes, "/contacts/attributes")).toContain("New field");
  expect(await rendered(fresh, "/contacts/new")).toContain("is not consent");
});

test("the pages for people need no sign-in and say what they decide", async () => {
  const { contactId } = await aPerson(own.workspaceId, rt);
  const subject = { workspaceId: own.workspaceId, contactId, deliveryId: "dlv_none" };
  const token = preferenceToken(rt, subject);
  expect(await rendered(preferences, `/preferences/${token}`, { token })).toContain(
    "What may we send",
  );
  expect(await rendered(unsubscribePage, `/unsubscribe/${token}`, { token })).toContain(
    "Stop these",
  );
});

test("a mail provider's one click is enough", async () => {
  const { contactId } = await aPerson(own.workspaceId, rt);
  const subject = { workspaceId: own.workspaceId, contactId, deliveryId: "dlv_none" };
  const token = preferenceToken(rt, subject);
  const request = new Request(`https://antiphon.test/unsubscribe/${token}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  });
  await unsubscribePage.action({ request, params: { token }, context: testContext(rt) });
  const html = await rendered(person, `/contacts/${contactId}`, { contactId });
  expect(html).toContain("Opted out");
  expect(html).toContain("One-click unsubscribe");
});
