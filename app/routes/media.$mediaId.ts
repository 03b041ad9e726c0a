import type { LoaderFunctionArgs } from "@remix-run/node";
import { currentSession, notFound, requireMember } from "#app/http/guard.server.ts";
import { findMedia, findMediaFile, type MediaRow } from "#models/media.server.ts";
import { isMediaLink } from "#services/media-links.server.ts";

/**
 * A stored file, for a member of its workspace or for the holder of a signed link. Never run by a
 * browser: the type is the sniffed one, nothing is sniffed again, and a sandbox without scripts is
 * around it. Pictures come as their copy without metadata; `?original` is the very file, members only.
 */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const mediaId = params["mediaId"] ?? "";
  const query = new URL(request.url).searchParams;
  const { runtime } = context;
  const isSigned = isMediaLink(mediaId, query, runtime);
  const row = isSigned ? await findMediaFile(mediaId) : await ownMedia(mediaId, request, context);
  if (!row) throw notFound();
  const wantsOriginal = query.has("original") && !isSigned;
  const isCopy = row.displayKey !== null && !wantsOriginal;
  const bytes = await runtime.files.get(isCopy ? (row.displayKey ?? "") : row.originalKey);
  if (!bytes) throw notFound();
  return new Response(Buffer.from(bytes), { headers: headersOf(row, isCopy, wantsOriginal) });
}

async function ownMedia(
  mediaId: string,
  request: Request,
  context: LoaderFunctionArgs["context"],
): Promise<MediaRow | null> {
  // A picture in another site's page sends no word of where it is; a navigation from here does.
  if (request.headers.get("sec-fetch-site") === "cross-site") return null;
  if (!(await currentSession(request, context))) return null;
  const { workspaceId } = await requireMember(request, context);
  return findMedia(workspaceId, mediaId);
}

function headersOf(row: MediaRow, isCopy: boolean, isDownload: boolean): Record<string, string> {
  const isShown = !isDownload && (isCopy || row.kind === "video" || row.kind === "audio");
  const ascii = row.fileName.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const name = `filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(row.fileName)}`;
  return {
    "content-type": isCopy ? copyType(row) : row.mimeType,
    "content-disposition": `${isShown ? "inline" : "attachment"}; ${name}`,
    // Beside the policy of every answer: a browser keeps to both. nosniff comes from there too.
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "private, max-age=3600, immutable",
  };
}

/** Copies are re-encoded: to PNG where the picture has holes, else to JPEG. */
function copyType(row: MediaRow): string {
  return row.displayType ?? "image/jpeg";
}
