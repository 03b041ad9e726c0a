import { afterAll, expect, test } from "vitest";
import { emptyVariant, type VariantContent } from "#core/template/variant.ts";
import type { ContactRow } from "#models/contact.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { closeRenderPool, createRenderer, type RenderableRevision } from "./rendering.server.ts";

useTestDatabase();
afterAll(closeRenderPool);
const rt = testRuntime();

function contact(over: Partial<ContactRow>): ContactRow {
  return {
    _id: "con_1",
    workspaceId: "wsp_1",
    ordinal: 1,
    name: "Ada Jansen",
    nameFolded: "ada jansen",
    firstName: "Ada",
    lastName: "Jansen",
    locale: "nl-NL",
    zone: null,
    identities: [{ kind: "phone", accountId: null, value: "+31612345678" }],
    attributes: {},
    tags: [],
    listIds: [],
    consents: [],
    searchTokens: [],
    importId: null,
    createdAt: rt.now(),
    updatedAt: rt.now(),
    lastInboundAt: null,
    ...over,
  };
}

function variant(channel: string, locale: string, content: Partial<VariantContent>) {
  return { channel, locale, content: { ...emptyVariant, ...content } };
}

const revision: RenderableRevision = {
  workspaceId: "wsp_1",
  defaultLocale: "en",
  fallbacks: { "attributes.town": "your town" },
  variants: [
    variant("sms", "en", { text: "Hi {{firstName}} in {{attributes.town}}" }),
    variant("sms", "nl", { text: "Hoi {{firstName}} in {{attributes.town}}" }),
    variant("whatsapp", "en", {
      text: "Hi {{firstName}}",
      buttons: [{ type: "reply", id: "yes", title: "Yes" }],
      provider: {
        name: "hello",
        language: "en",
        body: ["{{firstName}}"],
        headerMedia: null,
        buttons: [],
      },
    }),
    variant("email", "en", { subject: "Hi\r\n{{name}}", text: "t", html: "<b>{{name}}</b>" }),
  ],
};

function input(over: Partial<ContactRow>, channel = "sms", isWindowOpen = true) {
  const person = contact(over);
  return { contact: person, channel, locale: person.locale, isWindowOpen, deliveryId: "dlv_1" };
}

test("each person gets their own language, and the default when theirs has no variant", async () => {
  const renderer = await createRenderer(revision, rt);
  const results = await renderer.renderMany([
    input({ locale: "nl-BE", attributes: { town: "Gent" } }),
    input({ locale: "fi" }),
    input({ locale: null, firstName: "Bo" }),
  ]);
  expect(results.map((r) => (r.ok ? [r.value.variant, r.value.content] : r))).toEqual([
    ["sms/nl", { type: "text", text: "Hoi Ada in Gent" }],
    ["sms/en", { type: "text", text: "Hi Ada in your town" }],
    ["sms/en", { type: "text", text: "Hi Bo in your town" }],
  ]);
});

test("a person who lacks a required value is named, the others still get theirs", async () => {
  const renderer = await createRenderer(revision, rt);
  const results = await renderer.renderMany([input({ firstName: null }), input({})]);
  expect(results[0]).toEqual({ ok: false, error: "missing-variable", detail: "firstName" });
  expect(results[1]?.ok).toBe(true);
});

test("outside the service window the approved template goes out instead of the free text", async () => {
  const renderer = await createRenderer(revision, rt);
  const [inside] = await renderer.renderMany([input({}, "whatsapp", true)]);
  const [outside] = await renderer.renderMany([input({}, "whatsapp", false)]);
  expect(inside).toMatchObject({ value: { content: { type: "buttons", text: "Hi Ada" } } });
  expect(outside).toMatchObject({
    value: { content: { type: "template", template: { name: "hello", body: ["Ada"] } } },
  });
});

test("a mail's subject is one line and its html is escaped", async () => {
  const renderer = await createRenderer(revision, rt);
  const [mail] = await renderer.renderMany([input({ name: "<i>Ada" }, "email")]);
  expect(mail).toMatchObject({
    value: { content: { subject: "Hi <i>Ada", html: "<b>&lt;i&gt;Ada</b>" } },
  });
});

test("a channel without a variant is a reason, not a crash", async () => {
  const renderer = await createRenderer(revision, rt);
  expect(await renderer.renderMany([input({}, "telegram")])).toEqual([
    { ok: false, error: "no-variant", detail: "telegram" },
  ]);
});
