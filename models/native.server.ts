import type { Model } from "mongoose";
import type mongoose from "mongoose";
import { currentDatabase } from "./connection.server.ts";

export type Session = mongoose.ClientSession;
export type Collection<Row extends { _id: string }> = mongoose.mongo.Collection<Row>;

/** The driver's own collection, for hot paths: no casting, no documents, no buffering. */
export function native<Row extends { _id: string }>(model: Model<Row>): Collection<Row> {
  return currentDatabase().collection<Row>(model.collection.collectionName);
}
