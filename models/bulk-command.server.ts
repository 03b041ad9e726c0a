import mongoose, { type Model } from "mongoose";
import { currentDatabase } from "./connection.server.ts";
import type { Session } from "./native.server.ts";

/**
 * Many rows by one plain command, inside a transaction. The driver's own bulk calls measure each row
 * before they send it, which costs a hot path as much as the sending.
 */
export async function insertRows<Row extends { _id: string }>(
  model: Model<Row>,
  documents: readonly Row[],
  session: Session,
): Promise<void> {
  if (documents.length === 0) return;
  await run({ insert: nameOf(model), documents, ordered: false }, session);
}

export interface RowUpdate {
  /** The filter; it must name one row. */
  readonly q: Readonly<Record<string, unknown>>;
  readonly u: Readonly<Record<string, unknown>>;
  readonly upsert?: boolean;
}

/** One command, inside a transaction, for several updates of one row each; how many were matched or made. */
export async function updateEach<Row extends { _id: string }>(
  model: Model<Row>,
  updates: readonly RowUpdate[],
  session: Session,
): Promise<number> {
  if (updates.length === 0) return 0;
  return run({ update: nameOf(model), updates, ordered: false }, session);
}

function nameOf<Row extends { _id: string }>(model: Model<Row>): string {
  return model.collection.collectionName;
}

async function run(command: Readonly<Record<string, unknown>>, session: Session): Promise<number> {
  const answer = await currentDatabase().command(command, { session });
  // A plain command answers with what failed instead of throwing it.
  const failures: unknown = answer["writeErrors"];
  if (Array.isArray(failures) && failures.length > 0) {
    throw new mongoose.mongo.MongoServerError({ ...failures[0] });
  }
  return Number(answer["n"]);
}
