import { Schema } from "mongoose";
import { defineModel, schemaOptions } from "./define-model.server.ts";

/** What a member was writing in a conversation; kept here so that it waits on every device. */
export interface DraftRow {
  /** `<conversationId>:<memberId>` */
  _id: string;
  workspaceId: string;
  text: string;
  isNote: boolean;
  updatedAt: Date;
}

const schema = new Schema<DraftRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    text: { type: String, required: true },
    isNote: { type: Boolean, default: false },
    updatedAt: { type: Date, required: true },
  },
  schemaOptions,
);

// A draft nobody came back to in three months.
schema.index({ updatedAt: 1 }, { expireAfterSeconds: 90 * 24 * 3600 });

export const Drafts = defineModel<DraftRow>("Draft", schema, "drafts");

export function draftId(conversationId: string, memberId: string): string {
  return `${conversationId}:${memberId}`;
}

export function findDraft(conversationId: string, memberId: string): Promise<DraftRow | null> {
  return Drafts.collection.findOne<DraftRow>({ _id: draftId(conversationId, memberId) as never });
}

export async function writeDraft(row: DraftRow): Promise<void> {
  const { _id, ...fields } = row;
  await Drafts.collection.updateOne({ _id: _id as never }, { $set: fields }, { upsert: true });
}

export async function removeDraft(conversationId: string, memberId: string): Promise<void> {
  await Drafts.collection.deleteOne({ _id: draftId(conversationId, memberId) as never });
}
