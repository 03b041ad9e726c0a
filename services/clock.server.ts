import { measureClockOffset } from "#models/connection.server.ts";
import { MINUTE_MS } from "#core/duration.ts";

export interface DatabaseClock {
  now(): Date;
  /** The database's clock minus this machine's, in milliseconds. */
  offsetMs(): number;
  stop(): void;
}

/** Every process follows the database's clock, so that due times and leases mean one thing to all. */
export async function startClock(
  wallMs: () => number,
  onFailure: (error: unknown) => void,
): Promise<DatabaseClock> {
  let offset = await measureClockOffset(wallMs);
  const timer = setInterval(() => {
    measureClockOffset(wallMs).then((measured) => {
      offset = measured;
    }, onFailure);
  }, MINUTE_MS);
  timer.unref();
  return {
    now: () => new Date(wallMs() + offset),
    offsetMs: () => offset,
    stop: () => clearInterval(timer),
  };
}
