import { z } from "zod";
import type { HttpAnswer, HttpRequest, InboundMedia } from "../contract.ts";
import { readJson } from "../shared/read-json.ts";
import type { Account } from "./account.ts";
import { json, methodUrl } from "./encode.ts";

const FileReply = z.object({
  ok: z.literal(true),
  result: z.object({ file_path: z.string().regex(/^[\w][\w./-]*$/) }),
});

/** Two steps: getFile names a path for an hour, then the path is read. The token is in both URLs. */
export function fetchMedia(
  media: InboundMedia,
  account: Account,
  previous: HttpAnswer | null,
): HttpRequest | null | { readonly error: string } {
  if (!media.providerId) return { error: "no file id" };
  if (!previous) return json(methodUrl(account, "getFile"), { file_id: media.providerId });
  if (previous.kind !== "answer") return { error: previous.detail };
  // Files come as octet-stream, so a person's own JSON file is never read as an answer.
  const isJson = previous.headers["content-type"]?.includes("json") ?? false;
  if (!isJson) {
    return previous.status === 200 ? null : { error: `Telegram answered ${previous.status}` };
  }
  const path = readPath(previous.body);
  if (!path) return { error: "Telegram no longer has this file, or it is above 20 MB" };
  const base = account.apiBase.replace(/\/$/, "");
  return { method: "GET", url: `${base}/file/bot${account.botToken}/${path}`, headers: {} };
}

function readPath(body: Uint8Array): string | null {
  const reply = FileReply.safeParse(readJson(body)).data;
  return reply && !reply.result.file_path.includes("..") ? reply.result.file_path : null;
}
