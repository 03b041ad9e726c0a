import { err, ok, type Result } from "#core/result.ts";
import { ContactNotes, type ContactNoteRow } from "#models/contact-note.server.ts";
import { findContact } from "#models/contact.server.ts";
import { announce } from "./events.server.ts";
import type { Runtime } from "./runtime.server.ts";

const NOTE_MAX = 5_000;

export async function addNote(
  input: {
    readonly workspaceId: string;
    readonly contactId: string;
    readonly memberId: string;
    readonly text: string;
  },
  rt: Pick<Runtime, "now" | "newId">,
): Promise<Result<ContactNoteRow, "not-found" | "empty">> {
  const text = input.text.trim().slice(0, NOTE_MAX);
  if (text === "") return err("empty");
  const { workspaceId, contactId, memberId: authorId } = input;
  if (!(await findContact(input))) return err("not-found");
  const row = { _id: rt.newId("note"), workspaceId, contactId, text, authorId, at: rt.now() };
  await ContactNotes.collection.insertOne(row as never);
  await announce(workspaceId, [{ topic: "contact.changed", ref: contactId }], rt);
  return ok(row);
}

export async function removeNote(key: {
  readonly workspaceId: string;
  readonly noteId: string;
}): Promise<boolean> {
  const row = await ContactNotes.collection.findOne<ContactNoteRow>({ _id: key.noteId as never });
  if (row?.workspaceId !== key.workspaceId) return false;
  await ContactNotes.collection.deleteOne({ _id: key.noteId as never });
  return true;
}
