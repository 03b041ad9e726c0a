import { Schema } from "mongoose";
import type { Filter } from "#core/audience/filter.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";

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
