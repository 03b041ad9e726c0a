import type { Logger } from "pino";
import { clockState, CLOCK_REFUSE_MS, type ClockState } from "#core/clock-skew.ts";
import { MINUTE_MS } from "#core/duration.ts";
import { measureClockOffset } from "#models/connection.server.ts";
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
  log: Pick<Logger, "info" | "warn" | "error">,
  everyMs: number = MINUTE_MS,
): Promise<DatabaseClock> {
  let offset = 0;
  let state: ClockState = "fine";
  const follow = (measured: number) => {
    offset = measured;
    noteClockOffset(measured);
    const before = state;
    state = clockState(measured);
    if (state !== before) tell(state, measured, log);
  };
  follow(await measureClockOffset(wallMs));
  const timer = setInterval(() => {
    measureClockOffset(wallMs).then(follow, (error: unknown) => {
      log.warn({ event: "clock.unmeasured", err: error }, "the database's clock was not read");
    });
  }, everyMs);
  timer.unref();
  return {
    now: () => new Date(wallMs() + offset),
    offsetMs: () => offset,
    stop: () => clearInterval(timer),
  };
}

function tell(
  state: ClockState,
  offsetMs: number,
  log: Pick<Logger, "info" | "warn" | "error">,
): void {
  const facts = { event: "clock.skew", offsetMs, limitMs: CLOCK_REFUSE_MS };
  if (state === "fine") log.info(facts, "this machine's clock agrees with the database's again");
  else if (state === "off") log.warn(facts, "this machine's clock differs from the database's");
  else log.error(facts, "this machine's clock is too far from the database's: nothing is sent");
}
