import type { LoaderFunctionArgs } from "@remix-run/node";
import { sniffType } from "#services/media-type.server.ts";
import { readWidgetFile } from "#services/web-chat-files.server.ts";

// A file of a chat, by a signed path: an image element cannot send a token.

export async function loader({ request, params, context }: LoaderFunctionArgs): Promise<Response> {
  const { accountId = "", fileId = "" } = params;
  const signature = new URL(request.url).searchParams.get("s") ?? "";
  const isId = /^[\w-]{1,80}$/.test(fileId) && /^[\w-]{1,80}$/.test(accountId);
  const bytes = isId ? await readWidgetFile(accountId, fileId, signature, context.runtime) : null;
  if (!bytes) return new Response("Not found", { status: 404 });
  const type = await sniffType(bytes, "text/plain");
  const isShown = type?.kind === "image" || type?.kind === "video" || type?.kind === "audio";
  return new Response(Buffer.from(bytes), {
    headers: {
      "content-type": type?.mimeType ?? "application/octet-stream",
      "content-disposition": isShown ? "inline" : "attachment",
      "content-security-policy": "sandbox; default-src 'none'",
      "cross-origin-resource-policy": "cross-origin",
      "cache-control": "private, max-age=3600",
    },
  });
}
