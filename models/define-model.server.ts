import mongoose, { type Model, type Schema } from "mongoose";

/** Registers a model once: a module that runs again under hot reload gets the model it made before. */
export function defineModel<Row>(
  name: string,
  schema: Schema<Row>,
  collection: string,
): Model<Row> {
  const existing = mongoose.models[name] as Model<Row> | undefined;
  return existing ?? mongoose.model<Row>(name, schema, collection);
}

/** Options every schema shares: our own string ids, no __v, no index building behind our back. */
export const schemaOptions = {
  _id: false,
  versionKey: false,
  autoIndex: false,
  autoCreate: false,
  minimize: false,
  strict: "throw",
} as const;
