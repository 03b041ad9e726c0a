import { measureClockOffset } from "#models/connection.server.ts";
import { MINUTE_MS } from "#core/duration.ts";
import { noteClockOffset } from "./metrics.server.ts";

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
  let offset = 0;
  const follow = (measured: number) => {
    offset = measured;
    noteClockOffset(measured);
  };
  follow(await measureClockOffset(wallMs));
  const timer = setInterval(() => {
    measureClockOffset(wallMs).then(follow, onFailure);
  }, MINUTE_MS);
  timer.unref();
  return {
    now: () => new Date(wallMs() + offset),
    offsetMs: () => offset,
    stop: () => clearInterval(timer),
  };
}
