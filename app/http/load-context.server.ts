import { randomBytes } from "node:crypto";
import type { AppLoadContext } from "@remix-run/node";
import type { Request, RequestHandler, Response } from "express";
import { ulid } from "ulid";
import type { Runtime } from "#services/runtime.server.ts";

const NONCE_BYTES = 16;
const REQUEST_ID = /^[\w-]{8,64}$/;

/** Gives each request its id, its nonce and the one reliable sign that its client went away. */
export function requestFacts(hasProxy: boolean): RequestHandler {
  return (req, res, next) => {
    const given = hasProxy ? req.get("x-request-id") : undefined;
    const requestId = given && REQUEST_ID.test(given) ? given : ulid();
    const closed = new AbortController();
    // `request.signal` is not used: under @remix-run/express it is missed once the request has been
    // collected, and a disconnect does not cancel a returned stream either.
    res.on("close", () => closed.abort());
    res.locals["requestId"] = requestId;
    res.locals["nonce"] = randomBytes(NONCE_BYTES).toString("base64url");
    res.locals["closed"] = closed.signal;
    res.setHeader("X-Request-Id", requestId);
    next();
  };
}

export function loadContextOf(runtime: Runtime, req: Request, res: Response): AppLoadContext {
  const { requestId, nonce, closed } = res.locals;
  const clientAddress = req.ip ?? "unknown";
  return { runtime, requestId, nonce, closed, clientAddress };
}
