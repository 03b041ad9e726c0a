import type { HttpAnswer, HttpRequest, InboundMedia } from "../contract.ts";
import type { Account } from "./account.ts";

/** Attachments come as signed links that expire; they need no token, and must not get ours. */
export function fetchMedia(
  media: InboundMedia,
  _account: Account,
  previous: HttpAnswer | null,
): HttpRequest | null | { readonly error: string } {
  if (previous === null) {
    const isLink = media.url !== undefined && /^https?:\/\//.test(media.url);
    return isLink && media.url
      ? { method: "GET", url: media.url, headers: {} }
      : { error: "the message named no file that can be fetched" };
  }
  if (previous.kind !== "answer") return { error: previous.detail };
  const { status, headers } = previous;
  if (status >= 300 && status < 400 && headers.location) {
    return { method: "GET", url: headers.location, headers: {} };
  }
  if (status < 200 || status >= 300) return { error: `HTTP ${status}` };
  const isPage = (headers["content-type"] ?? "").startsWith("text/html");
  return isPage ? { error: "a page came instead of the file" } : null;
}
