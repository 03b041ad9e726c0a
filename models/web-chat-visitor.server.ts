import { Schema } from "mongoose";
import { isDuplicateKey } from "./connection.server.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { WebChatMessages, type WebChatMessageRow } from "./web-chat-message.server.ts";

/** A browser with the widget in it. Its id is the address of the channel identity. */
export interface WebChatVisitorRow {
  _id: string;
  workspaceId: string;
  accountId: string;
  name: string | null;
  locale: string | null;
  /** Where the chat was first opened, without query. */
  page: string | null;
  /** Place of the newest message of the stream; a lower bound while one is being written. */
  lastSeq: number;
  /** Newest place the widget told us it has shown, and the person has looked at. */
  deliveredSeq: number;
  readSeq: number;
  createdAt: Date;
  lastSeenAt: Date;
}

const schema = new Schema<WebChatVisitorRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    accountId: { type: String, required: true },
    name: { type: String, default: null },
    locale: { type: String, default: null },
    page: { type: String, default: null },
    lastSeq: { type: Number, default: 0 },
    deliveredSeq: { type: Number, default: 0 },
    readSeq: { type: Number, default: 0 },
    createdAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
  },
  schemaOptions,
);

export const WebChatVisitors = defineModel<WebChatVisitorRow>(
  "WebChatVisitor",
  schema,
  "webChatVisitors",
);

export function findVisitor(visitorId: string): Promise<WebChatVisitorRow | null> {
  return WebChatVisitors.findOne({ _id: visitorId }).lean<WebChatVisitorRow>().exec();
}

export async function insertVisitor(row: WebChatVisitorRow): Promise<void> {
  await WebChatVisitors.collection.insertOne(row as never);
}

/** Marks only grow: a late word of an older tab takes nothing back. */
export async function raiseVisitor(
  visitorId: string,
  marks: Partial<Pick<WebChatVisitorRow, "lastSeq" | "deliveredSeq" | "readSeq" | "lastSeenAt">>,
): Promise<void> {
  await WebChatVisitors.collection.updateOne({ _id: visitorId as never }, { $max: marks });
}

type Appended = { readonly row: WebChatMessageRow; readonly isNew: boolean };

const ATTEMPTS_MAX = 50;

/**
 * Appends to the visitor's stream, once per key. Places are dense and taken by insert, so a reader
 * that asks "after n" never misses a message written later with a smaller place.
 */
export async function appendToStream(
  visitor: Pick<WebChatVisitorRow, "_id" | "lastSeq">,
  message: Omit<WebChatMessageRow, "_id" | "seq" | "visitorId">,
): Promise<Appended> {
  for (let seq = visitor.lastSeq + 1; seq <= visitor.lastSeq + ATTEMPTS_MAX; seq += 1) {
    const row = { _id: `${visitor._id}:${seq}`, visitorId: visitor._id, seq, ...message };
    try {
      await WebChatMessages.collection.insertOne(row as never);
      await raiseVisitor(visitor._id, { lastSeq: seq });
      return { row, isNew: true };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const known = await WebChatMessages.findOne({ key: message.key })
        .lean<WebChatMessageRow>()
        .exec();
      if (known) return { row: known, isNew: false };
      // The place was taken, not the key: try the next one.
    }
  }
  throw new Error(`No free place in the stream of ${visitor._id}.`);
}
