import { Schema } from "mongoose";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native, type Session } from "./native.server.ts";

/** An uncertain delivery that evidence may still settle; past `until` it becomes unknown. */
export interface OpenDoubtRow {
  /** Delivery id. */
  _id: string;
  runId: string;
  until: Date;
}

const schema = new Schema<OpenDoubtRow>(
  {
    _id: { type: String, required: true },
    runId: { type: String, required: true },
    until: { type: Date, required: true },
  },
  schemaOptions,
);
schema.index({ until: 1 });

export const OpenDoubts = defineModel<OpenDoubtRow>("OpenDoubt", schema, "openDoubts");

export function findOverdueDoubts(now: Date): Promise<OpenDoubtRow[]> {
  return native(OpenDoubts)
    .find({ until: { $lte: now } })
    .toArray();
}

export async function removeDoubts(ids: readonly string[], session: Session): Promise<void> {
  await native(OpenDoubts).deleteMany({ _id: { $in: [...ids] } }, { session });
}
