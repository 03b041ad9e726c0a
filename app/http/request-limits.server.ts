import type { RequestHandler } from "express";
import { MINUTE_MS, SECOND_MS } from "#core/duration.ts";
import { type Limiter, localLimiter } from "#services/rate-limits.server.ts";

type Class = "webhook" | "public" | "app";

/** Requests per minute and network address, in each web process. */
const perMinute: Record<Class, number> = { webhook: 60_000, public: 240, app: 1_200 };

const publicPaths =
  /^\/(login|setup|forgot|reset|verify|invitations|unsubscribe|preferences|l|media|widget)(\/|$|\.)/;

export function classOf(path: string): Class {
  if (path.startsWith("/webhooks/")) return "webhook";
  return publicPaths.test(path) ? "public" : "app";
}

/** A ceiling for the noisy and the broken; who may do what is the guard's matter. */
export function requestLimits(): RequestHandler {
  const limiters = Object.fromEntries(
    Object.entries(perMinute).map(([name, points]) => [
      name,
      localLimiter({ name, points, windowMs: MINUTE_MS }),
    ]),
  ) as Record<Class, Limiter>;
  return (req, res, next) => {
    limiters[classOf(req.path)].take(req.ip ?? "unknown").then((waitMs) => {
      if (waitMs === 0) return next();
      res.setHeader("Retry-After", String(Math.ceil(waitMs / SECOND_MS)));
      res.status(429).type("text/plain").send("Too many requests. Wait a minute, then try again.");
    }, next);
  };
}
