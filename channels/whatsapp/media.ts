import { z } from "zod";
import type { HttpAnswer, HttpRequest, InboundMedia } from "../contract.ts";
import { readGraphError } from "../shared/meta-graph/errors.ts";
import { bearer, graphGet } from "../shared/meta-graph/request.ts";
import { readJson } from "../shared/read-json.ts";
import type { Account } from "./account.ts";

const resolved = z.object({ url: z.url(), id: z.string() });

/**
 * Two steps: the id gives a link that lives five minutes, and the link gives the file, with the
 * token once more. Without it the answer is a page, which must not be stored as a photo.
 */
export function fetchMedia(
  media: InboundMedia,
  account: Account,
  previous: HttpAnswer | null,
): HttpRequest | null | { readonly error: string } {
  if (!media.providerId) return { error: "the message named no file" };
  if (previous === null) {
    const query = { phone_number_id: account.phoneNumberId };
    return graphGet(account, [media.providerId], query);
  }
  if (previous.kind !== "answer") return { error: previous.detail };
  const link = resolved.safeParse(readJson(previous.body)).data;
  if (link?.id === media.providerId) {
    return { method: "GET", url: link.url, headers: bearer(account) };
  }
  return readFile(media, previous);
}

function readFile(
  media: InboundMedia,
  answer: Extract<HttpAnswer, { kind: "answer" }>,
): HttpRequest | null | { readonly error: string } {
  const { status, headers, body } = answer;
  const location = headers.location;
  if (status >= 300 && status < 400 && location) {
    // Signed links need no token, and another host must not get it.
    return { method: "GET", url: location, headers: {} };
  }
  if (status < 200 || status >= 300) {
    const error = readGraphError(readJson(body));
    return { error: error ? `the file is gone: code ${error.code}` : `HTTP ${status}` };
  }
  const isPage = (headers["content-type"] ?? "").startsWith("text/html");
  const wantsPage = media.mimeType?.startsWith("text/html") ?? false;
  return isPage && !wantsPage ? { error: "a page came instead of the file" } : null;
}
