const BASE_MS = 2_000;
const CEILING_MS = 15 * 60_000;

/** Longer waits asked by a provider are shown as "held by the provider" and asked again hourly. */
export const RETRY_AFTER_MAX_MS = 3_600_000;

/** Full jitter: uniform between nothing and 2 s × 2^attempts, at most 15 minutes. */
export function backoffMs(attempts: number, roll: number): number {
  return roll * Math.min(CEILING_MS, BASE_MS * 2 ** Math.max(0, attempts));
}
