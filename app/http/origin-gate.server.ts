import type { RequestHandler } from "express";

/**
 * Posts that come from other servers or other sites by design. Each proves itself in another way:
 * webhooks by signature, the widget by its visitor token, one-click unsubscribe by a signed link.
 */
export const exemptPaths: readonly RegExp[] = [
  /^\/webhooks\//,
  /^\/widget\/api\//,
  /^\/unsubscribe\/[^/]+$/,
];

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** Signed links in mail: whoever posts them, from wherever, holds the proof. Remix would ask for the origin. */
const linkPath = /^\/unsubscribe\/[^/]+$/;

export interface GateInput {
  readonly method: string;
  readonly path: string;
  readonly site: string | undefined;
  readonly origin: string | undefined;
  /** What Remix holds the origin against: the trusted proxy's host, else the request's own. */
  readonly host: string | undefined;
}

/** "unnamed": let it in, and keep the origin from Remix, which answers 500 to one it cannot compare. */
export type GateVerdict = "in" | "unnamed" | "foreign" | "other-host";

/**
 * A change must come from a page of ours. Browsers say so in headers that scripts cannot write; a
 * request with neither is no browser's form of ours and is refused. Remix checks too, but lets a
 * missing Origin pass, leaves resource routes alone and falls over where we refuse.
 */
export function judgeOrigin(
  { method, path, site, origin, host }: GateInput,
  publicOrigin: string,
): GateVerdict {
  if (safeMethods.has(method)) return "in";
  if (linkPath.test(path)) return "unnamed";
  if (exemptPaths.some((pattern) => pattern.test(path))) return "in";
  // The browser's own word, which holds for every name this host is reached by.
  const isVouched = site === "same-origin" || site === "none";
  if (!isVouched && origin !== publicOrigin) return "foreign";
  if (origin === undefined) return "in";
  // A form without script on a page that sends no referrer, such as the one of a reset link.
  if (origin === "null") return "unnamed";
  if (URL.canParse(origin) && new URL(origin).host === host) return "in";
  return site === "same-origin" || origin === publicOrigin ? "other-host" : "foreign";
}

const refusals = {
  foreign: "This request did not come from a page of this site.",
  "other-host":
    "This page was read under another host name than the one its form arrived at. " +
    "Behind a proxy set PUBLIC_URL and TRUST_PROXY, or let the proxy pass the Host header on.",
} as const;

export function originGate(publicUrl: string): RequestHandler {
  const publicOrigin = new URL(publicUrl).origin;
  return (req, res, next) => {
    const { method, path } = req;
    const site = req.get("sec-fetch-site");
    const origin = req.get("origin");
    const host = req.get("x-forwarded-host") ?? req.get("host");
    const verdict = judgeOrigin({ method, path, site, origin, host }, publicOrigin);
    if (verdict === "unnamed") delete req.headers.origin;
    if (verdict === "in" || verdict === "unnamed") return next();
    res.status(403).type("text/plain").send(refusals[verdict]);
  };
}
