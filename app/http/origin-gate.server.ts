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

export interface GateInput {
  readonly method: string;
  readonly path: string;
  readonly site: string | undefined;
  readonly origin: string | undefined;
}

/**
 * A change must come from a page of ours. Browsers say so in headers that scripts cannot write; a
 * request with neither is no browser's form of ours and is refused. Remix checks too, but lets a
 * missing Origin pass and leaves resource routes alone.
 */
export function isAllowed(
  { method, path, site, origin }: GateInput,
  publicOrigin: string,
): boolean {
  if (safeMethods.has(method)) return true;
  if (exemptPaths.some((pattern) => pattern.test(path))) return true;
  // The first is the browser's own word, which holds for every name this host is reached by.
  return site === "same-origin" || site === "none" || origin === publicOrigin;
}

export function originGate(publicUrl: string): RequestHandler {
  const publicOrigin = new URL(publicUrl).origin;
  return (req, res, next) => {
    const { method, path } = req;
    const site = req.get("sec-fetch-site");
    const origin = req.get("origin");
    if (isAllowed({ method, path, site, origin }, publicOrigin)) return next();
    res.status(403).type("text/plain").send("This request did not come from a page of this site.");
  };
}
