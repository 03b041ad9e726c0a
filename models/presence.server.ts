import { Schema } from "mongoose";
import { defineModel, schemaOptions } from "./define-model.server.ts";

/** Who has a conversation open, or is typing in it, right now. */
export interface PresenceRow {
  /** `<conversationId>:<memberId>` */
  _id: string;
  workspaceId: string;
  conversationId: string;
  memberId: string;
  memberName: string;
  isTyping: boolean;
  until: Date;
}

const schema = new Schema<PresenceRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    conversationId: { type: String, required: true },
    memberId: { type: String, required: true },
    memberName: { type: String, required: true },
    isTyping: { type: Boolean, required: true },
    until: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ conversationId: 1 });
schema.index({ until: 1 }, { expireAfterSeconds: 60 });

export const Presences = defineModel<PresenceRow>("Presence", schema, "presences");

export async function writePresence(row: PresenceRow): Promise<void> {
  const { _id, ...fields } = row;
  await Presences.collection.updateOne({ _id: _id as never }, { $set: fields }, { upsert: true });
}

/** The others who are here now. */
export async function findPresent(
  conversationId: string,
  except: string,
  now: Date,
): Promise<PresenceRow[]> {
  const rows = await Presences.collection.find<PresenceRow>({ conversationId }).toArray();
  return rows.filter((row) => row.memberId !== except && row.until > now);
}
