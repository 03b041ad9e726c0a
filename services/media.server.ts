import { createHash } from "node:crypto";
import exifr from "exifr";
import sharp from "sharp";
import type { MediaRef } from "#core/message/message.ts";
import { err, ok, type Result } from "#core/result.ts";
import { isDuplicateKey } from "#models/connection.server.ts";
import { findMediaFile, Media, type MediaRow } from "#models/media.server.ts";
import { safeFileName, sniffType, type SniffedType } from "./media-type.server.ts";
import type { Runtime } from "./runtime.server.ts";

export const MEDIA_BYTES_MAX = 50 * 1_024 * 1_024;
const DISPLAY_EDGE_MAX = 2_048;
/** A small file can claim a picture of gigabytes. */
const PIXELS_MAX = 100_000_000;
const EXIF_FIELDS_MAX = 60;

export interface NewMedia {
  readonly workspaceId: string;
  readonly bytes: Uint8Array;
  readonly fileName: string;
  /** What the sender or browser says it is; believed for plain texts only. */
  readonly claimedType: string;
  readonly source: MediaRow["source"];
  /** Given where a repeat must find the same file (inbound, demo). */
  readonly id?: string;
}

export type MediaError = "empty" | "too-large" | "type-refused";

/**
 * Keeps a file: the original untouched with its SHA-256 and EXIF, and for pictures a re-encoded copy
 * without any metadata, which is what pages and channels show.
 */
export async function storeMedia(
  input: NewMedia,
  rt: Pick<Runtime, "now" | "newId" | "files">,
): Promise<Result<MediaRow, MediaError>> {
  const { bytes } = input;
  if (bytes.byteLength === 0) return err("empty");
  if (bytes.byteLength > MEDIA_BYTES_MAX) return err("too-large");
  const type = await sniffType(bytes, input.claimedType);
  if (!type) return err("type-refused");
  const id = input.id ?? rt.newId("media");
  const known = input.id === undefined ? null : await findMediaFile(id);
  if (known) return ok(known);
  const originalKey = `media/${input.workspaceId}/${id}/original`;
  await rt.files.put(originalKey, bytes);
  const display = type.kind === "image" ? await displayCopy(bytes) : null;
  const displayKey = display && `media/${input.workspaceId}/${id}/display`;
  if (display && displayKey) await rt.files.put(displayKey, display.bytes);
  const row: MediaRow = {
    _id: id,
    workspaceId: input.workspaceId,
    kind: type.kind,
    mimeType: type.mimeType,
    fileName: safeFileName(input.fileName, type),
    bytes: bytes.byteLength,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    originalKey,
    displayKey,
    ...(display ? { displayType: display.mimeType } : {}),
    width: display?.width ?? null,
    height: display?.height ?? null,
    exif: await readExif(bytes, type),
    source: input.source,
    createdAt: rt.now(),
  };
  return ok(await insert(row));
}

async function insert(row: MediaRow): Promise<MediaRow> {
  try {
    await Media.collection.insertOne(row as never);
    return row;
  } catch (error) {
    const first = isDuplicateKey(error) && (await findMediaFile(row._id));
    if (!first) throw error;
    return first;
  }
}

export function mediaRef(row: MediaRow): MediaRef {
  const { _id, kind, mimeType, fileName, bytes } = row;
  return { mediaId: _id, kind, mimeType, fileName, bytes };
}

interface DisplayCopy {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly width: number;
  readonly height: number;
}

/** Upright, at most 2,048 px, no metadata. null = a picture our decoder cannot read (HEIC, broken). */
async function displayCopy(bytes: Uint8Array): Promise<DisplayCopy | null> {
  try {
    const image = sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: "error" }).rotate();
    const edge = { width: DISPLAY_EDGE_MAX, height: DISPLAY_EDGE_MAX } as const;
    const sized = image.resize({ ...edge, fit: "inside", withoutEnlargement: true });
    const { hasAlpha } = await sharp(bytes).metadata();
    const encoded = hasAlpha ? sized.png() : sized.jpeg({ quality: 84, mozjpeg: true });
    const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
    const mimeType = hasAlpha ? "image/png" : "image/jpeg";
    return { bytes: data, mimeType, width: info.width, height: info.height };
  } catch {
    // The original is kept and can be downloaded; only the preview is missing.
    return null;
  }
}

async function readExif(
  bytes: Uint8Array,
  type: SniffedType,
): Promise<Record<string, unknown> | null> {
  if (type.kind !== "image") return null;
  try {
    const found: unknown = await exifr.parse(Buffer.from(bytes), { gps: true, tiff: true });
    if (typeof found !== "object" || found === null) return null;
    const fields = Object.entries(found).flatMap(([key, value]) => plainField(key, value));
    return fields.length > 0 ? Object.fromEntries(fields.slice(0, EXIF_FIELDS_MAX)) : null;
  } catch {
    // Metadata is an extra: a camera's odd bytes must not cost us the picture.
    return null;
  }
}

/** Only what a page can show: binary blobs and makers' notes stay in the original. */
function plainField(key: string, value: unknown): [string, unknown][] {
  if (!/^[A-Za-z][\w ]{0,60}$/.test(key)) return [];
  if (typeof value === "string") return [[key, value.slice(0, 300)]];
  if (typeof value === "number") return Number.isFinite(value) ? [[key, value]] : [];
  if (typeof value === "boolean") return [[key, value]];
  return value instanceof Date && !Number.isNaN(value.getTime()) ? [[key, value]] : [];
}
