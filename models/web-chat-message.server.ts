import { Schema } from "mongoose";
import type { Button, MediaKind } from "#core/message/message.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";

export interface WebChatFile {
  /** Of our media (`med_…`), or of an upload of this account. */
  readonly fileId: string;
  readonly kind: MediaKind;
  readonly mimeType: string;
  readonly fileName: string;
}

/** A line of a visitor's stream, as the widget shows it. */
export interface WebChatMessageRow {
  /** `<visitor>:<seq>`: also the message's provider id. */
  _id: string;
  visitorId: string;
  seq: number;
  /** Send key of ours, or the widget's own id of the message: unique per visitor. */
  key: string;
  by: "business" | "visitor";
  text: string;
  files: WebChatFile[];
  buttons: Button[];
  inReplyTo: string | null;
  at: Date;
}

const schema = new Schema<WebChatMessageRow>(
  {
    _id: { type: String, required: true },
    visitorId: { type: String, required: true },
    seq: { type: Number, required: true },
    key: { type: String, required: true },
    by: { type: String, required: true },
    text: { type: String, default: "" },
    files: { type: [Schema.Types.Mixed], default: [] } as never,
    buttons: { type: [Schema.Types.Mixed], default: [] } as never,
    inReplyTo: { type: String, default: null },
    at: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ visitorId: 1, seq: 1 });
// The same send, or a double click, is one message.
schema.index({ key: 1 }, { unique: true });

export const WebChatMessages = defineModel<WebChatMessageRow>(
  "WebChatMessage",
  schema,
  "webChatMessages",
);

/** In order. The range is bounded on both ends: no query reads a whole long chat. */
export function readStream(
  visitorId: string,
  after: number,
  until: number,
): Promise<WebChatMessageRow[]> {
  return WebChatMessages.find({ visitorId, seq: { $gt: after, $lte: until } })
    .sort({ seq: 1 })
    .lean<WebChatMessageRow[]>()
    .exec();
}
