import { createHash, createHmac } from "node:crypto";
import { equalSecrets } from "../shared/equal-secrets.ts";

/**
 * X-Twilio-Signature over a form post: URL as configured, then every parameter by name in code-unit
 * order, name and value run together; a repeated name gives its distinct values sorted.
 */
export function sign(url: string, form: URLSearchParams | null, authToken: string): string {
  return createHmac("sha1", authToken)
    .update(url + (form ? flatten(form) : ""), "utf8")
    .digest("base64");
}

/** Twilio is of two minds about ports and about quoting in the query: any of four spellings may match. */
export function isSigned(
  given: string,
  url: string,
  form: URLSearchParams | null,
  authToken: string,
): boolean {
  if (authToken === "") return false;
  // No early return: every spelling is compared, whatever matched before.
  return spellings(url)
    .map((spelling) => equalSecrets(given, sign(spelling, form, authToken)))
    .some(Boolean);
}

/** JSON bodies are not in the signed text; the signed URL carries their hash instead. */
export function bodyMatches(url: string, body: Uint8Array): boolean {
  const expected = new URL(url).searchParams.get("bodySHA256");
  if (!expected) return false;
  return equalSecrets(expected.toLowerCase(), createHash("sha256").update(body).digest("hex"));
}

function flatten(form: URLSearchParams): string {
  const names = [...new Set(form.keys())].sort(byCodeUnit);
  return names
    .map((name) => [...new Set(form.getAll(name))].sort(byCodeUnit).map((value) => name + value))
    .flat()
    .join("");
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function spellings(url: string): string[] {
  const without = withoutPort(url);
  const withPort = addPort(url);
  return [...new Set([url, without, withPort, legacyQuery(without), legacyQuery(withPort)])];
}

const authority = /^(https?:\/\/)((?:[^/?#@]*@)?)(\[[^\]]*\]|[^/?#:]*)(:\d+)?/i;

function withoutPort(url: string): string {
  return url.replace(authority, "$1$2$3");
}

function addPort(url: string): string {
  return url.replace(authority, (_all, scheme: string, user: string, host: string, port?: string) =>
    [scheme, user, host, port ?? (scheme.toLowerCase() === "https://" ? ":443" : ":80")].join(""),
  );
}

/** The older encoder writes a space as %20 and leaves ' ( ) * ! alone, where newer ones do not. */
function legacyQuery(url: string): string {
  const cut = url.indexOf("?");
  if (cut < 0) return url;
  const pairs = [...new URLSearchParams(url.slice(cut + 1))].map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return `${url.slice(0, cut)}?${pairs.join("&")}`;
}
