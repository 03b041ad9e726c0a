import { Schema } from "mongoose";
import { defineModel, schemaOptions } from "./define-model.server.ts";

/** A stored file. The original stays untouched; pages show `display` (re-encoded, no EXIF) where there is one. */
export interface MediaRow {
  _id: string;
  workspaceId: string;
  kind: "image" | "video" | "audio" | "document";
  mimeType: string;
  fileName: string;
  bytes: number;
  sha256: string;
  /** Key in the file store. */
  originalKey: string;
  displayKey: string | null;
  /** "image/png" or "image/jpeg"; absent without a copy. */
  displayType?: string;
  width: number | null;
  height: number | null;
  /** EXIF of the original, read before stripping. */
  exif: Record<string, unknown> | null;
  source: "upload" | "inbound" | "library";
  createdAt: Date;
}

const schema = new Schema<MediaRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    kind: { type: String, required: true },
    mimeType: { type: String, required: true },
    fileName: { type: String, required: true },
    bytes: { type: Number, required: true },
    sha256: { type: String, required: true },
    originalKey: { type: String, required: true },
    displayKey: { type: String, default: null },
    displayType: { type: String },
    width: { type: Number, default: null },
    height: { type: Number, default: null },
    exif: { type: Schema.Types.Mixed, default: null } as never,
    source: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ workspaceId: 1, createdAt: 1 });

export const Media = defineModel<MediaRow>("Media", schema, "media");

/** Where a file lies, for whoever holds a right to it already: a signed link, a send. */
export function findMediaFile(mediaId: string): Promise<MediaRow | null> {
  return Media.findOne({ _id: mediaId }).lean<MediaRow>().exec();
}

export async function findMedia(workspaceId: string, mediaId: string): Promise<MediaRow | null> {
  const row = await findMediaFile(mediaId);
  return row?.workspaceId === workspaceId ? row : null;
}
