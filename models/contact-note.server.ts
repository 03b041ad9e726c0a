import { Schema } from "mongoose";
import { defineModel, schemaOptions } from "./define-model.server.ts";

/** What a colleague should know about a person. Never sent anywhere. */
export interface ContactNoteRow {
  _id: string;
  workspaceId: string;
  contactId: string;
  text: string;
  /** Member id. */
  authorId: string;
  at: Date;
}

const schema = new Schema<ContactNoteRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    contactId: { type: String, required: true },
    text: { type: String, required: true },
    authorId: { type: String, required: true },
    at: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ contactId: 1, at: 1 });

export const ContactNotes = defineModel<ContactNoteRow>("ContactNote", schema, "contactNotes");

/** Newest first. */
export async function findNotes(key: {
  readonly workspaceId: string;
  readonly contactId: string;
}): Promise<ContactNoteRow[]> {
  const rows = await ContactNotes.collection
    .find<ContactNoteRow>({ contactId: key.contactId })
    .toArray();
  return rows
    .filter((row) => row.workspaceId === key.workspaceId)
    .sort((a, b) => b.at.getTime() - a.at.getTime());
}
