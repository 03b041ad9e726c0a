import { RateLimiterMemory, RateLimiterMongo, RateLimiterRes } from "rate-limiter-flexible";
import { MINUTE_MS, SECOND_MS } from "#core/duration.ts";
import { currentClient, currentDatabase } from "#models/connection.server.ts";

export interface Limit {
  readonly name: string;
  readonly points: number;
  readonly windowMs: number;
  /** How long to refuse once the points are gone. */
  readonly blockMs: number;
}

/** Five wrong passwords for one account lock it for a quarter of an hour, wherever they come from. */
export const accountLimit: Limit = {
  name: "sign-in-account",
  points: 5,
  windowMs: 15 * MINUTE_MS,
  blockMs: 15 * MINUTE_MS,
};

/** One address may be a whole office, so it gets more before it is refused. */
export const networkLimit: Limit = {
  name: "sign-in-network",
  points: 60,
  windowMs: 15 * MINUTE_MS,
  blockMs: 15 * MINUTE_MS,
};

export const resetLimit: Limit = {
  name: "reset-mail",
  points: 5,
  windowMs: 60 * MINUTE_MS,
  blockMs: 60 * MINUTE_MS,
};

export interface Limiter {
  /** Takes one point; returns the wait in milliseconds when none is left, else 0. */
  take(key: string): Promise<number>;
  /** The wait in milliseconds without taking a point. */
  waitFor(key: string): Promise<number>;
  forgive(key: string): Promise<void>;
}

const shared = new Map<string, Limiter>();

/** Counted in the database: two web processes share the count and a restart does not reset it. */
export function sharedLimiter(limit: Limit): Limiter {
  const dbName = currentDatabase().databaseName;
  const id = `${dbName}/${limit.name}`;
  const known = shared.get(id);
  if (known) return known;
  const options = {
    keyPrefix: limit.name,
    points: limit.points,
    duration: limit.windowMs / SECOND_MS,
    blockDuration: limit.blockMs / SECOND_MS,
  };
  const limiter = wrap(
    new RateLimiterMongo({
      ...options,
      storeClient: currentClient(),
      dbName,
      tableName: "rateLimits",
      insuranceLimiter: new RateLimiterMemory(options),
    }),
  );
  shared.set(id, limiter);
  return limiter;
}

/** Counted in this process: cheap enough for every request. */
export function localLimiter({ name, points, windowMs }: Omit<Limit, "blockMs">): Limiter {
  const duration = windowMs / SECOND_MS;
  return wrap(new RateLimiterMemory({ keyPrefix: name, points, duration }));
}

type Counting = Pick<RateLimiterMemory, "consume" | "get" | "delete" | "points">;

function wrap(limiter: Counting): Limiter {
  return {
    async take(key) {
      try {
        await limiter.consume(key);
        return 0;
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return Math.max(refused.msBeforeNext, 1);
        throw refused;
      }
    },
    async waitFor(key) {
      const state = await limiter.get(key);
      if (!state || state.consumedPoints <= limiter.points) return 0;
      return Math.max(state.msBeforeNext, 1);
    },
    async forgive(key) {
      await limiter.delete(key);
    },
  };
}
