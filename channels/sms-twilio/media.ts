import type { HttpAnswer, HttpRequest, InboundMedia } from "../contract.ts";
import type { Account } from "./account.ts";
import { authHeaders } from "./encode.ts";

/** Media needs the account's credentials and then redirects to storage, which must not see them. */
export function fetchMedia(
  media: InboundMedia,
  account: Account,
  previous: HttpAnswer | null,
): HttpRequest | null | { readonly error: string } {
  if (!media.url) return { error: "no media address" };
  if (!previous) {
    return {
      method: "GET",
      url: media.url,
      headers: isTwilio(media.url, account) ? authHeaders(account) : {},
    };
  }
  if (previous.kind !== "answer") return { error: previous.detail };
  const target = previous.headers["location"];
  if (previous.status >= 300 && previous.status < 400 && target) {
    return { method: "GET", url: new URL(target, media.url).toString(), headers: {} };
  }
  return previous.status === 200 ? null : { error: `Twilio answered ${previous.status}` };
}

function isTwilio(url: string, account: Account): boolean {
  const { origin, protocol, hostname } = new URL(url);
  if (origin === new URL(account.apiBase).origin) return true;
  return protocol === "https:" && (hostname === "twilio.com" || hostname.endsWith(".twilio.com"));
}
