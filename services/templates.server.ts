import { createHash } from "node:crypto";
import type { Purpose } from "#core/message/message.ts";
import { err, ok, type Result } from "#core/result.ts";
import type { TemplateDraft } from "#core/template/draft.ts";
import { variantFields } from "#core/template/variant.ts";
import type { TemplateProblem, TemplateVariable } from "#core/template/variables.ts";
import {
  findTemplate,
  findRevision,
  TemplateRevisions,
  type TemplateRevisionRow,
  type TemplateRow,
  Templates,
  type TemplateVariant,
} from "#models/template.server.ts";
import { inspectTemplate } from "#templates/inspect.ts";
import { starterTemplates } from "#templates/library/index.ts";
import type { Runtime } from "./runtime.server.ts";

export interface VariantProblem extends TemplateProblem {
  readonly variant: string;
  readonly field: string;
}

/** Everything the engine would refuse, per variant and field. Empty = may be saved. */
export function inspectVariants(variants: readonly TemplateVariant[]): VariantProblem[] {
  return variants.flatMap((variant) =>
    fieldsOf(variant).flatMap((field) =>
      inspectTemplate(field.source).problems.map((problem) => ({
        ...problem,
        variant: `${variant.channel}/${variant.locale}`,
        field: field.name,
      })),
    ),
  );
}

/** The variables of all variants; required if any variant requires it. */
export function variablesOf(variants: readonly TemplateVariant[]): TemplateVariable[] {
  const found = new Map<string, boolean>();
  for (const variant of variants) {
    for (const field of fieldsOf(variant)) {
      for (const { path, isRequired } of inspectTemplate(field.source).variables) {
        found.set(path, (found.get(path) ?? false) || isRequired);
      }
    }
  }
  return [...found].map(([path, isRequired]) => ({ path, isRequired }));
}

/** Inside and outside the service window a variant sends different strings: both are looked at. */
function fieldsOf(variant: TemplateVariant) {
  const inside = variantFields(variant.content, true);
  const outside = variant.content.provider ? variantFields(variant.content, false).slice(1) : [];
  return [...inside, ...outside];
}

export type SaveTemplateError = "refused" | "not-found" | "changed-meanwhile";

interface Author {
  readonly workspaceId: string;
  readonly memberId: string;
}

export async function createTemplate(
  draft: TemplateDraft,
  author: Author,
  rt: Pick<Runtime, "now" | "newId">,
): Promise<Result<{ templateId: string }, "refused">> {
  const [first] = inspectVariants(draft.variants);
  if (first) return err("refused", `${first.variant}, ${first.field}: ${first.kind}`);
  const templateId = rt.newId("template");
  const revision = buildRevision(draft, author, templateId, 1, rt);
  await TemplateRevisions.create(revision);
  const now = rt.now();
  await Templates.create({
    _id: templateId,
    workspaceId: author.workspaceId,
    name: draft.name,
    purpose: draft.purpose,
    revisionId: revision._id,
    revisionCount: 1,
    archivedAt: null,
    createdAt: now,
    updatedAt: now,
  });
  return ok({ templateId });
}

export interface SavedRevision {
  readonly revisionId: string;
  readonly n: number;
  /** False when the words were those of the current revision. */
  readonly isNew: boolean;
}

/**
 * Saves an edit as the next revision; campaigns that hold an earlier one never see it.
 * An unchanged text makes no revision. `basedOn` is the revision the editor started from.
 */
export async function saveTemplate(
  templateId: string,
  basedOn: string,
  draft: TemplateDraft,
  author: Author,
  rt: Pick<Runtime, "now" | "newId">,
): Promise<Result<SavedRevision, SaveTemplateError>> {
  const template = await findTemplate(templateId);
  if (!template || template.workspaceId !== author.workspaceId) return err("not-found");
  const [first] = inspectVariants(draft.variants);
  if (first) return err("refused", `${first.variant}, ${first.field}: ${first.kind}`);
  if (template.revisionId !== basedOn) return err("changed-meanwhile");
  const current = await findRevision(template.revisionId);
  const next = buildRevision(draft, author, templateId, template.revisionCount + 1, rt);
  const naming = { name: draft.name, purpose: draft.purpose, updatedAt: rt.now() };
  if (current?.hash === next.hash) {
    await Templates.updateOne({ _id: templateId }, { $set: naming });
    return ok({ revisionId: current._id, n: current.n, isNew: false });
  }
  try {
    // Unique (templateId, n): of two editors who save at once the second is told.
    await TemplateRevisions.create(next);
  } catch (error) {
    if ((error as { code?: number }).code === 11_000) return err("changed-meanwhile");
    throw error;
  }
  await Templates.updateOne(
    { _id: templateId },
    { $set: { ...naming, revisionId: next._id, revisionCount: next.n } },
  );
  return ok({ revisionId: next._id, n: next.n, isNew: true });
}

/** Brings an older revision's words back as the newest revision; `before` undoes it the same way. */
export async function restoreRevision(
  templateId: string,
  revisionId: string,
  author: Author,
  rt: Pick<Runtime, "now" | "newId">,
): Promise<Result<{ n: number; before: string }, SaveTemplateError>> {
  const [template, revision] = await Promise.all([
    findTemplate(templateId),
    findRevision(revisionId),
  ]);
  if (!template || revision?.templateId !== templateId) return err("not-found");
  const before = template.revisionId;
  const saved = await saveTemplate(templateId, before, draftOf(template, revision), author, rt);
  if (!saved.ok) return saved;
  return ok({ n: saved.value.n, before });
}

export async function archiveTemplate(
  templateId: string,
  isArchived: boolean,
  workspaceId: string,
  rt: Pick<Runtime, "now">,
): Promise<Result<null, "not-found">> {
  const template = await findTemplate(templateId);
  if (!template || template.workspaceId !== workspaceId) return err("not-found");
  const now = rt.now();
  const archivedAt = isArchived ? now : null;
  await Templates.updateOne({ _id: templateId }, { $set: { archivedAt, updatedAt: now } });
  return ok(null);
}

export async function duplicateTemplate(
  templateId: string,
  name: string,
  author: Author,
  rt: Pick<Runtime, "now" | "newId">,
): Promise<Result<{ templateId: string }, "not-found" | "refused">> {
  const template = await findTemplate(templateId);
  const revision = template && (await findRevision(template.revisionId));
  if (!template || !revision || template.workspaceId !== author.workspaceId)
    return err("not-found");
  return createTemplate(draftOf(template, revision, name), author, rt);
}

/** A starter of the library becomes a template of the workspace. */
export async function createFromStarter(
  starterId: string,
  author: Author,
  rt: Pick<Runtime, "now" | "newId">,
): Promise<Result<{ templateId: string }, "not-found" | "refused">> {
  const starter = starterTemplates.find((candidate) => candidate.id === starterId);
  if (!starter) return err("not-found");
  const { name, purpose, defaultLocale, fallbacks, variants } = starter;
  const draft = { name, purpose, defaultLocale, fallbacks, variants: [...variants] };
  return createTemplate(draft, author, rt);
}

export function draftOf(
  template: Pick<TemplateRow, "name" | "purpose">,
  revision: TemplateRevisionRow,
  name = template.name,
): TemplateDraft {
  const { defaultLocale, fallbacks, variants } = revision;
  const purpose: Purpose = template.purpose;
  return { name, purpose, defaultLocale, fallbacks, variants };
}

function buildRevision(
  draft: TemplateDraft,
  author: Author,
  templateId: string,
  n: number,
  rt: Pick<Runtime, "now" | "newId">,
): TemplateRevisionRow {
  const { variants, fallbacks, defaultLocale } = draft;
  const hash = createHash("sha256")
    .update(JSON.stringify([defaultLocale, fallbacks, variants]))
    .digest("hex");
  return {
    _id: rt.newId("revision"),
    workspaceId: author.workspaceId,
    templateId,
    n,
    variants,
    fallbacks,
    defaultLocale,
    hash,
    createdBy: author.memberId,
    createdAt: rt.now(),
  };
}
