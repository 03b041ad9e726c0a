import { Schema } from "mongoose";
import { defineModel, schemaOptions } from "./define-model.server.ts";

/** A ready answer, picked in the composer with `/` and its shortcut. */
export interface CannedReplyRow {
  _id: string;
  workspaceId: string;
  /** Lower case, no spaces: what is typed after the slash. */
  shortcut: string;
  /** `{{name}}` is the person's first name, `{{agent}}` the writer's. */
  text: string;
  createdBy: string;
  createdAt: Date;
}

const schema = new Schema<CannedReplyRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    shortcut: { type: String, required: true },
    text: { type: String, required: true },
    createdBy: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ workspaceId: 1, shortcut: 1 }, { unique: true });

export const CannedReplies = defineModel<CannedReplyRow>("CannedReply", schema, "cannedReplies");

/** A workspace has tens, not thousands. */
export async function listCannedReplies(workspaceId: string): Promise<CannedReplyRow[]> {
  const rows = await CannedReplies.collection.find<CannedReplyRow>({ workspaceId }).toArray();
  return rows.sort((a, b) => a.shortcut.localeCompare(b.shortcut));
}
