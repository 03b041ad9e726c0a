import { Schema, type Model } from "mongoose";
import type { Filter } from "#core/audience/filter.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native } from "./native.server.ts";

/** A rule over people. */
export interface SegmentRow {
  _id: string;
  workspaceId: string;
  name: string;
  filter: Filter;
  createdAt: Date;
  updatedAt: Date;
}

/** Hand-picked people: the contact row carries the list id. */
export interface ListRow {
  _id: string;
  workspaceId: string;
  name: string;
  description: string;
  createdAt: Date;
  updatedAt: Date;
}

/** Segments + lists − exclusions. Empty include = everybody. */
export interface AudienceRow {
  _id: string;
  workspaceId: string;
  name: string;
  include: AudienceParts;
  exclude: AudienceParts;
  createdAt: Date;
  updatedAt: Date;
}

export interface AudienceParts {
  segmentIds: string[];
  listIds: string[];
}

/** A campaign may name saved audiences beside them; an audience never holds another. */
export interface CampaignParts extends AudienceParts {
  audienceIds?: string[] | undefined;
}

const base = {
  _id: { type: String, required: true },
  workspaceId: { type: String, required: true },
  name: { type: String, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
} as const;
const parts = {
  segmentIds: { type: [String], default: [] },
  listIds: { type: [String], default: [] },
};

const segmentSchema = new Schema<SegmentRow>(
  { ...base, filter: { type: Schema.Types.Mixed, required: true } as never },
  schemaOptions,
);
segmentSchema.index({ workspaceId: 1, name: 1 });
export const Segments = defineModel<SegmentRow>("Segment", segmentSchema, "segments");

const listSchema = new Schema<ListRow>(
  { ...base, description: { type: String, default: "" } },
  schemaOptions,
);
listSchema.index({ workspaceId: 1, name: 1 });
export const Lists = defineModel<ListRow>("List", listSchema, "lists");

const audienceSchema = new Schema<AudienceRow>(
  { ...base, include: { _id: false, ...parts }, exclude: { _id: false, ...parts } },
  schemaOptions,
);
audienceSchema.index({ workspaceId: 1, name: 1 });
export const Audiences = defineModel<AudienceRow>("Audience", audienceSchema, "audiences");

export interface Owned {
  readonly workspaceId: string;
  readonly id: string;
}

type Named = { _id: string; workspaceId: string; name: string };

/** Tens of them per workspace: read whole, in the order of their names. */
async function allOf<Row extends Named>(model: Model<Row>, workspaceId: string): Promise<Row[]> {
  const rows = await native(model)
    .find({ workspaceId } as never)
    .toArray();
  return (rows as Row[]).sort((a, b) => a.name.localeCompare(b.name));
}

/** null = none in this workspace. */
async function oneOf<Row extends Named>(model: Model<Row>, key: Owned): Promise<Row | null> {
  const row = (await native(model).findOne({ _id: key.id } as never)) as Row | null;
  return row?.workspaceId === key.workspaceId ? row : null;
}

async function someOf<Row extends Named>(
  model: Model<Row>,
  workspaceId: string,
  ids: readonly string[],
): Promise<Row[]> {
  if (ids.length === 0) return [];
  const rows = (await native(model)
    .find({ _id: { $in: [...ids] } } as never)
    .toArray()) as Row[];
  return rows.filter((row) => row.workspaceId === workspaceId);
}

export const findSegments = (workspaceId: string) => allOf(Segments, workspaceId);
export const findSegment = (key: Owned) => oneOf(Segments, key);
export const findSegmentsByIds = (workspaceId: string, ids: readonly string[]) =>
  someOf(Segments, workspaceId, ids);
export const findLists = (workspaceId: string) => allOf(Lists, workspaceId);
export const findList = (key: Owned) => oneOf(Lists, key);
export const findAudiences = (workspaceId: string) => allOf(Audiences, workspaceId);
export const findAudiencesByIds = (workspaceId: string, ids: readonly string[]) =>
  someOf(Audiences, workspaceId, ids);
export const findAudience = (key: Owned) => oneOf(Audiences, key);

/** Writes the whole row, new or not: these are small and edited by one person at a time. */
export async function saveSegment(row: SegmentRow): Promise<void> {
  await native(Segments).replaceOne({ _id: row._id }, row, { upsert: true });
}

export async function saveList(row: ListRow): Promise<void> {
  await native(Lists).replaceOne({ _id: row._id }, row, { upsert: true });
}

export async function saveAudience(row: AudienceRow): Promise<void> {
  await native(Audiences).replaceOne({ _id: row._id }, row, { upsert: true });
}

export async function removeSegment(id: string): Promise<void> {
  await native(Segments).deleteOne({ _id: id });
}

export async function removeList(id: string): Promise<void> {
  await native(Lists).deleteOne({ _id: id });
}

export async function removeAudience(id: string): Promise<void> {
  await native(Audiences).deleteOne({ _id: id });
}
