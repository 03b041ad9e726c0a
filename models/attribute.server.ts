import { Schema } from "mongoose";
import type { AttributeType } from "#core/contact/attribute.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";

/** A field of people this workspace added: its key is what filters and templates say. */
export interface AttributeRow {
  _id: string;
  workspaceId: string;
  key: string;
  label: string;
  type: AttributeType;
  choices: string[];
  createdAt: Date;
}

const schema = new Schema<AttributeRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    key: { type: String, required: true },
    label: { type: String, required: true },
    type: { type: String, required: true },
    choices: { type: [String], default: [] },
    createdAt: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ workspaceId: 1, key: 1 }, { unique: true });

export const Attributes = defineModel<AttributeRow>("Attribute", schema, "attributes");

/** By label; a workspace has tens of them. */
export async function findAttributes(workspaceId: string): Promise<AttributeRow[]> {
  const rows = await Attributes.collection.find<AttributeRow>({ workspaceId }).toArray();
  return rows.sort((a, b) => (a.label < b.label ? -1 : 1));
}

/** A tag in use. Rows are only added: pages offer them, people carry them. */
export interface TagRow {
  /** `<workspaceId>:<tag>` */
  _id: string;
  workspaceId: string;
  tag: string;
}

const tagSchema = new Schema<TagRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    tag: { type: String, required: true },
  },
  schemaOptions,
);
tagSchema.index({ workspaceId: 1 });

export const Tags = defineModel<TagRow>("Tag", tagSchema, "tags");

export async function findTags(workspaceId: string): Promise<string[]> {
  const rows = await Tags.collection.find<TagRow>({ workspaceId }).toArray();
  return rows.map((row) => row.tag).sort();
}
