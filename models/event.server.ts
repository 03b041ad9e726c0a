import { Schema } from "mongoose";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native } from "./native.server.ts";

/** Announcements pages listen to: ids only, never content. `seq` grows by one per workspace. */
export interface EventRow {
  _id: string;
  workspaceId: string;
  seq: number;
  /** e.g. "conversation.changed", "campaign.progress", "import.progress", "contact.changed". */
  topic: string;
  ref: string;
  at: Date;
}

const schema = new Schema<EventRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    seq: { type: Number, required: true },
    topic: { type: String, required: true },
    ref: { type: String, required: true },
    at: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ workspaceId: 1, seq: 1 }, { unique: true });
schema.index({ at: 1 }, { expireAfterSeconds: 24 * 3600 });

export const Events = defineModel<EventRow>("Event", schema, "events");

/** Announcements of a workspace after `seq`, in order. Numbers may fill in late: callers re-read a few. */
export async function findEventsAfter(workspaceId: string, seq: number): Promise<EventRow[]> {
  const rows = await native(Events)
    .find({ workspaceId, seq: { $gt: seq } })
    .toArray();
  return rows.sort((a, b) => a.seq - b.seq);
}
