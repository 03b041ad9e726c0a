import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import type { Logger } from "pino";
import { pinoHttp } from "pino-http";

const quietPaths = /^\/(assets\/|healthz|readyz|metrics|favicon)/;
/** What stands behind these is a secret: a reset link, an invitation, a signed media link. */
const secretParts = /^\/(reset|verify|invitations|media|preferences|unsubscribe|l)\/[^/]+/;

/** One line per request: no query string, no headers, no address, no secret part of the path. */
export function accessLog(log: Logger): RequestHandler {
  return pinoHttp({
    logger: log,
    quietReqLogger: true,
    genReqId: (_req, res) => String((res as ServerResponse & Locals).locals?.["requestId"] ?? ""),
    customAttributeKeys: { reqId: "requestId", responseTime: "ms" },
    autoLogging: { ignore: (req) => quietPaths.test(req.url ?? "") },
    customLogLevel: (_req, res, error) =>
      error || res.statusCode >= 500 ? "error" : res.statusCode === 429 ? "warn" : "info",
    serializers: { req: () => undefined, res: () => undefined },
    customSuccessObject: (req, res, line) => ({ ...line, ...factsOf(req, res) }),
    customErrorObject: (req, res, _error, line) => ({ ...line, ...factsOf(req, res) }),
    customSuccessMessage: () => "request answered",
    customErrorMessage: () => "request failed",
  });
}

interface Locals {
  readonly locals?: Record<string, unknown>;
}

function factsOf(req: IncomingMessage & { originalUrl?: string }, res: ServerResponse) {
  const { method } = req;
  return {
    event: "request.answered",
    method,
    path: loggedPath(req.originalUrl ?? req.url ?? ""),
    status: res.statusCode,
  };
}

export function loggedPath(url: string): string {
  const path = url.split("?", 1)[0] ?? "";
  return path.replace(secretParts, (whole) => `${whole.slice(0, whole.lastIndexOf("/"))}/…`);
}
