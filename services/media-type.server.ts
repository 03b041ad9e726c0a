import { fileTypeFromBuffer } from "file-type";
import type { MediaKind } from "#core/message/message.ts";

export interface SniffedType {
  readonly kind: MediaKind;
  readonly mimeType: string;
  readonly extension: string;
}

/** What people send each other. Nothing a browser would run: no SVG, no HTML, no archives, no programs. */
const allowed: Readonly<Record<string, MediaKind>> = {
  "image/jpeg": "image",
  "image/png": "image",
  "image/webp": "image",
  "image/gif": "image",
  "image/heic": "image",
  "image/heif": "image",
  "image/avif": "image",
  "image/tiff": "image",
  "video/mp4": "video",
  "video/quicktime": "video",
  "video/3gpp": "video",
  "video/webm": "video",
  "audio/mpeg": "audio",
  "audio/ogg": "audio",
  "audio/opus": "audio",
  "audio/aac": "audio",
  "audio/amr": "audio",
  "audio/wav": "audio",
  "audio/mp4": "audio",
  "audio/x-m4a": "audio",
  "audio/ogg; codecs=opus": "audio",
  "application/pdf": "document",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "document",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "document",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": "document",
  "application/vnd.oasis.opendocument.text": "document",
  "application/vnd.oasis.opendocument.spreadsheet": "document",
  "application/rtf": "document",
};

const plainTexts: Readonly<Record<string, string>> = {
  "text/plain": "txt",
  "text/csv": "csv",
  "text/vcard": "vcf",
  "text/x-vcard": "vcf",
  "text/calendar": "ics",
};

/** The type the bytes show, never the one the sender claims; null = not something we keep. */
export async function sniffType(bytes: Uint8Array, claimed: string): Promise<SniffedType | null> {
  const found = await fileTypeFromBuffer(bytes);
  if (found) {
    const kind = allowed[found.mime];
    return kind ? { kind, mimeType: found.mime, extension: found.ext } : null;
  }
  const [mimeType = ""] = claimed.toLowerCase().split(";");
  const extension = plainTexts[mimeType.trim()];
  if (extension === undefined || !isPlainText(bytes)) return null;
  // Served as text/plain whatever it was called: no browser finds markup in that.
  return { kind: "document", mimeType: "text/plain", extension };
}

function isPlainText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return !/^\s*(<!doctype|<html|<svg|<\?xml|<script)/i.test(text);
  } catch {
    return false;
  }
}

/** A name a file system and a header can carry: no paths, no controls, no direction tricks, right ending. */
export function safeFileName(given: string, type: SniffedType): string {
  const bare = given
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .replace(/^.*[\\/]/, "")
    .replace(/["<>:|?*;]/g, "_")
    .replace(/^\.+/, "")
    .trim()
    .slice(0, 120);
  if (bare === "") return `${type.kind}.${type.extension}`;
  const endings = type.extension === "jpg" ? ["jpg", "jpeg"] : [type.extension];
  const ending = bare.slice(bare.lastIndexOf(".") + 1).toLowerCase();
  return endings.includes(ending) ? bare : `${bare}.${type.extension}`;
}
