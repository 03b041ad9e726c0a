import mongoose from "mongoose";
import { currentDatabase } from "./connection.server.ts";

const { EJSON } = mongoose.mongo.BSON;

/** better-auth's own collections: sessions stay behind, everybody signs in again on the other side. */
const signInCollections = ["users", "credentials", "members", "invitations", "workspaces"];
/** Nudges and the living: made anew wherever the data lands. */
const notCarried = new Set([
  "deployments",
  "jobs",
  "sessions",
  "verifications",
  "workers",
  "presences",
  "processes",
  "rateBuckets",
]);

/** Names of the collections an export carries, in the order it writes them. */
export async function carriedCollections(modelNames: readonly string[]): Promise<string[]> {
  const present = await currentDatabase().listCollections({}, { nameOnly: true }).toArray();
  const wanted = new Set([...modelNames, ...signInCollections]);
  return present
    .map(({ name }) => name)
    .filter((name) => wanted.has(name) && !notCarried.has(name))
    .toSorted();
}

/** Every document as one line of extended JSON: dates, bytes and numbers come back as they were. */
export async function* readLines(collection: string): AsyncGenerator<string> {
  for await (const document of currentDatabase()
    .collection(collection)
    .find({}, { batchSize: 500 })) {
    yield EJSON.stringify(document, { relaxed: false });
  }
}

export async function writeLines(collection: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  const documents = lines.map((line) => EJSON.parse(line, { relaxed: false }));
  await currentDatabase().collection(collection).insertMany(documents, { ordered: false });
}

export async function isEmptyDatabase(modelNames: readonly string[]): Promise<boolean> {
  for (const name of await carriedCollections(modelNames)) {
    if ((await currentDatabase().collection(name).findOne({})) !== null) return false;
  }
  return true;
}
