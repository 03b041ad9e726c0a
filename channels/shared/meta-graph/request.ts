import type { HttpRequest } from "../../contract.ts";
import type { GraphAccount } from "./account.ts";

/**
 * Joined from segments: resolving "/123/messages" against a base would silently drop the version.
 */
export function graphUrl(
  account: GraphAccount,
  path: readonly string[],
  query: Readonly<Record<string, string>> = {},
): string {
  const base = account.graphUrl.replace(/\/+$/, "");
  const url = [base, account.version, ...path.map(encodeURIComponent)].join("/");
  if (Object.keys(query).length === 0) return url;
  return `${url}?${new URLSearchParams(query).toString()}`;
}

export function bearer(account: GraphAccount): Record<string, string> {
  return { authorization: `Bearer ${account.accessToken}` };
}

export function graphGet(
  account: GraphAccount,
  path: readonly string[],
  query: Readonly<Record<string, string>> = {},
): HttpRequest {
  return { method: "GET", url: graphUrl(account, path, query), headers: bearer(account) };
}

export function graphPost(
  account: GraphAccount,
  path: readonly string[],
  body: unknown,
): HttpRequest {
  return {
    method: "POST",
    url: graphUrl(account, path),
    headers: { ...bearer(account), "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}
