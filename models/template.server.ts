import { Schema } from "mongoose";
import type { Purpose } from "#core/message/message.ts";
import type { VariantContent } from "#core/template/variant.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";

export interface TemplateRow {
  _id: string;
  workspaceId: string;
  name: string;
  purpose: Purpose;
  revisionId: string;
  revisionCount: number;
  archivedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Frozen at birth: a running campaign holds a revision id and never sees later edits. */
export interface TemplateRevisionRow {
  _id: string;
  workspaceId: string;
  templateId: string;
  n: number;
  variants: TemplateVariant[];
  /** Value used when a person lacks the variable, by variable path. */
  fallbacks: Record<string, string>;
  defaultLocale: string;
  /** SHA-256 of variants and fallbacks. */
  hash: string;
  createdBy: string;
  createdAt: Date;
}

export interface TemplateVariant {
  readonly channel: string;
  readonly locale: string;
  readonly content: VariantContent;
}

const templateSchema = new Schema<TemplateRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    name: { type: String, required: true },
    purpose: { type: String, required: true },
    revisionId: { type: String, required: true },
    revisionCount: { type: Number, required: true },
    archivedAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  schemaOptions,
);
templateSchema.index({ workspaceId: 1, updatedAt: 1 });
export const Templates = defineModel<TemplateRow>("Template", templateSchema, "templates");

const revisionSchema = new Schema<TemplateRevisionRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    templateId: { type: String, required: true },
    n: { type: Number, required: true },
    variants: { type: [Schema.Types.Mixed], required: true } as never,
    fallbacks: { type: Schema.Types.Mixed, default: {} },
    defaultLocale: { type: String, required: true },
    hash: { type: String, required: true },
    createdBy: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  schemaOptions,
);
revisionSchema.index({ templateId: 1, n: 1 }, { unique: true });
export const TemplateRevisions = defineModel<TemplateRevisionRow>(
  "TemplateRevision",
  revisionSchema,
  "templateRevisions",
);

/** By its own key; the caller compares workspaceId. */
export function findTemplate(id: string): Promise<TemplateRow | null> {
  return Templates.findOne({ _id: id }).lean<TemplateRow>().exec();
}

export function findRevision(id: string): Promise<TemplateRevisionRow | null> {
  return TemplateRevisions.findOne({ _id: id }).lean<TemplateRevisionRow>().exec();
}

/** A workspace's templates, latest change first. Tens to hundreds of rows: read whole, ordered here. */
export async function listTemplates(workspaceId: string): Promise<TemplateRow[]> {
  const rows = await Templates.find({ workspaceId }).lean<TemplateRow[]>().exec();
  return rows.sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime());
}

/** History of one template, newest first, without the contents. */
export async function listRevisions(
  templateId: string,
): Promise<Pick<TemplateRevisionRow, "_id" | "n" | "createdBy" | "createdAt">[]> {
  const rows = await TemplateRevisions.find({ templateId }, { n: 1, createdBy: 1, createdAt: 1 })
    .lean<Pick<TemplateRevisionRow, "_id" | "n" | "createdBy" | "createdAt">[]>()
    .exec();
  return rows.sort((a, b) => b.n - a.n);
}

/** Several at once, for lists that show channels per template. */
export function findRevisions(ids: readonly string[]): Promise<TemplateRevisionRow[]> {
  return TemplateRevisions.find({ _id: { $in: [...ids] } })
    .lean<TemplateRevisionRow[]>()
    .exec();
}
