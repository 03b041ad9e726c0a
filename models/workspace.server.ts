import { Schema } from "mongoose";
import { defineModel, schemaOptions } from "./define-model.server.ts";

/** Created through better-auth's organisation plugin (services/auth); settings are ours. */
export interface WorkspaceRow {
  _id: string;
  name: string;
  slug: string;
  /** IANA zone; every time in the app is shown in it and schedules are wall time in it. */
  zone: string;
  /** Default language of what the workspace writes, e.g. "nl". */
  locale: string;
  /** ISO 3166-1 alpha-2: how a phone number without country is read. */
  country: string;
  isDemo: boolean;
  createdAt: Date;
}

const schema = new Schema<WorkspaceRow>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    slug: { type: String, required: true },
    zone: { type: String, default: "Europe/Amsterdam" },
    locale: { type: String, default: "en" },
    country: { type: String, default: "NL" },
    isDemo: { type: Boolean, default: false },
    createdAt: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ slug: 1 }, { unique: true });

export const Workspaces = defineModel<WorkspaceRow>("Workspace", schema, "workspaces");

const defaults = { zone: "Europe/Amsterdam", locale: "en", country: "NL", isDemo: false } as const;

export async function findWorkspace(id: string): Promise<WorkspaceRow | null> {
  const row = await Workspaces.collection.findOne({ _id: id as never });
  return row ? { ...defaults, ...(row as unknown as WorkspaceRow) } : null;
}

export async function findWorkspaces(ids: readonly string[]): Promise<WorkspaceRow[]> {
  const rows = await Workspaces.collection.find({ _id: { $in: ids as never[] } }).toArray();
  return rows.map((row) => ({ ...defaults, ...(row as unknown as WorkspaceRow) }));
}

export type WorkspaceSettings = Pick<WorkspaceRow, "name" | "zone" | "locale" | "country">;

export async function updateWorkspace(id: string, settings: WorkspaceSettings): Promise<boolean> {
  const { name, zone, locale, country } = settings;
  const result = await Workspaces.updateOne({ _id: id }, { $set: { name, zone, locale, country } });
  return result.matchedCount === 1;
}
