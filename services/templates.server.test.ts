import { expect, test } from "vitest";
import type { TemplateDraft } from "#core/template/draft.ts";
import { emptyVariant } from "#core/template/variant.ts";
import { findRevision, findTemplate, listRevisions } from "#models/template.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import {
  createFromStarter,
  createTemplate,
  inspectVariants,
  restoreRevision,
  saveTemplate,
  variablesOf,
} from "./templates.server.ts";

useTestDatabase();
const rt = testRuntime();
const author = { workspaceId: "wsp_1", memberId: "mem_1" };

function draft(text: string): TemplateDraft {
  return {
    name: "Offer",
    purpose: "marketing",
    defaultLocale: "en",
    fallbacks: {},
    variants: [{ channel: "sms", locale: "en", content: { ...emptyVariant, text } }],
  };
}

async function created(text: string): Promise<{ templateId: string; revisionId: string }> {
  const made = await createTemplate(draft(text), author, rt);
  if (!made.ok) throw new Error(made.detail);
  const row = await findTemplate(made.value.templateId);
  return { templateId: made.value.templateId, revisionId: row?.revisionId ?? "" };
}

test("saving an edit makes the next revision and leaves the first as it was", async () => {
  const { templateId, revisionId } = await created("Hi {{firstName}}");
  const saved = await saveTemplate(
    templateId,
    revisionId,
    draft("Hello {{firstName}}"),
    author,
    rt,
  );
  expect(saved).toMatchObject({ ok: true, value: { n: 2, isNew: true } });
  expect((await listRevisions(templateId)).map((r) => r.n)).toEqual([2, 1]);
  expect((await findRevision(revisionId))?.variants[0]?.content.text).toBe("Hi {{firstName}}");
});

test("saving without a change makes no revision", async () => {
  const { templateId, revisionId } = await created("Same");
  const saved = await saveTemplate(templateId, revisionId, draft("Same"), author, rt);
  expect(saved).toEqual({ ok: true, value: { revisionId, n: 1, isNew: false } });
  expect(await listRevisions(templateId)).toHaveLength(1);
});

test("of two people who edit the same revision the second is told, and nothing is overwritten", async () => {
  const { templateId, revisionId } = await created("One");
  const edits = ["Two", "Three"].map((text) =>
    saveTemplate(templateId, revisionId, draft(text), author, rt),
  );
  const results = await Promise.all(edits);
  expect(results.filter((r) => r.ok)).toHaveLength(1);
  expect(results.filter((r) => !r.ok && r.error === "changed-meanwhile")).toHaveLength(1);
});

test("a text the engine refuses is not saved, and the answer names the place", async () => {
  const made = await createTemplate(draft("{{exec 'rm'}}"), author, rt);
  expect(made).toEqual({ ok: false, error: "refused", detail: "sms/en, text: unknown-helper" });
});

test("another workspace cannot save it", async () => {
  const { templateId, revisionId } = await created("Mine");
  const stranger = { ...author, workspaceId: "wsp_2" };
  const saved = await saveTemplate(templateId, revisionId, draft("Yours"), stranger, rt);
  expect(saved).toEqual({ ok: false, error: "not-found" });
});

test("the slots of an approved template are looked at too", () => {
  const provider = { name: "a", language: "en", body: ["{{{x}}}"], headerMedia: null, buttons: [] };
  const content = { ...emptyVariant, text: "Hi", provider };
  const problems = inspectVariants([{ channel: "whatsapp", locale: "en", content }]);
  expect(problems).toMatchObject([{ kind: "forbidden", variant: "whatsapp/en", field: "slot 1" }]);
});

test("a starter becomes a template of the workspace, with its variables known", async () => {
  const made = await createFromStarter("boarding-pass", author, rt);
  if (!made.ok) throw new Error("not made");
  const row = await findTemplate(made.value.templateId);
  const revision = await findRevision(row?.revisionId ?? "");
  const paths = variablesOf(revision?.variants ?? []).map((v) => v.path);
  expect(paths).toContain("attributes.seat");
});

test("an older revision comes back as a new one, and the undo is a revision too", async () => {
  const { templateId, revisionId } = await created("Hi {{firstName}}");
  const edited = await saveTemplate(templateId, revisionId, draft("Bye"), author, rt);
  if (!edited.ok) throw new Error(edited.error);
  const restored = await restoreRevision(templateId, revisionId, author, rt);
  expect(restored).toEqual({ ok: true, value: { n: 3, before: edited.value.revisionId } });
  const words = async () => {
    const row = await findTemplate(templateId);
    const revision = await findRevision(row?.revisionId ?? "");
    return revision?.variants[0]?.content.text;
  };
  expect(await words()).toBe("Hi {{firstName}}");
  const undone = await restoreRevision(templateId, edited.value.revisionId, author, rt);
  expect(undone).toMatchObject({ ok: true, value: { n: 4 } });
  expect(await words()).toBe("Bye");
  expect((await listRevisions(templateId)).map(({ n }) => n)).toEqual([4, 3, 2, 1]);
});

test("nobody brings back a revision of another template or workspace", async () => {
  const mine = await created("Mine");
  const other = await created("Other");
  const stranger = { workspaceId: "wsp_2", memberId: "mem_9" };
  const missed = { ok: false, error: "not-found" };
  expect(await restoreRevision(mine.templateId, other.revisionId, author, rt)).toMatchObject(
    missed,
  );
  expect(await restoreRevision(mine.templateId, mine.revisionId, stranger, rt)).toMatchObject(
    missed,
  );
});
