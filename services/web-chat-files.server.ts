import { timingSafeEqual } from "node:crypto";
import { err, ok, type Result } from "#core/result.ts";
import type { WebChatFile } from "#models/web-chat-message.server.ts";
import { safeFileName, sniffType } from "./media-type.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** Files of the web chat: taken from strangers, shown to them again. */

export const UPLOAD_BYTES_MAX = 10_000_000;

export type UploadError = "too-large" | "empty" | "not-allowed";

export async function keepUpload(
  accountId: string,
  file: { readonly fileName: string; readonly claimedType: string; readonly bytes: Uint8Array },
  rt: Pick<Runtime, "files" | "newId">,
): Promise<Result<WebChatFile, UploadError>> {
  if (file.bytes.byteLength === 0) return err("empty");
  if (file.bytes.byteLength > UPLOAD_BYTES_MAX) return err("too-large");
  const type = await sniffType(file.bytes, file.claimedType);
  if (!type) return err("not-allowed");
  const fileId = rt.newId("media");
  await rt.files.put(uploadKey(accountId, fileId), file.bytes);
  const { kind, mimeType } = type;
  return ok({ fileId, kind, mimeType, fileName: safeFileName(file.fileName, type) });
}

export function uploadKey(accountId: string, fileId: string): string {
  return `widget/${accountId}/${fileId}`;
}

/** Path of a file as the widget may load it: an image element cannot send a token. */
export function filePath(
  accountId: string,
  fileId: string,
  { vault }: Pick<Runtime, "vault">,
): string {
  const signature = vault.sign("web-chat-file", `${accountId}:${fileId}`);
  return `/widget/api/${accountId}/files/${fileId}?s=${signature}`;
}

export async function readWidgetFile(
  accountId: string,
  fileId: string,
  signature: string,
  rt: Pick<Runtime, "vault" | "files" | "media">,
): Promise<Uint8Array | null> {
  const expected = Buffer.from(rt.vault.sign("web-chat-file", `${accountId}:${fileId}`));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const upload = await rt.files.get(uploadKey(accountId, fileId));
  if (upload) return upload;
  const media = {
    mediaId: fileId,
    kind: "document",
    mimeType: "",
    fileName: "",
    bytes: 0,
  } as const;
  return rt.media.bytes(media).catch(() => null);
}
