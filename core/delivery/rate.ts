/**
 * Pace of one channel account, shared by every worker: a theoretical arrival time (the moment the
 * tokens handed out so far are used up) and a factor that throttles halve.
 */
export interface Bucket {
  readonly tatMs: number;
  /** Share of the nominal rate we dare to use, (0, 1]. */
  readonly factor: number;
  readonly factorAtMs: number;
}

export interface Block {
  readonly startMs: number;
  readonly intervalMs: number;
  readonly size: number;
}

export type Reserved =
  | { readonly kind: "granted"; readonly bucket: Bucket; readonly block: Block }
  | { readonly kind: "wait"; readonly untilMs: number };

const FACTOR_MIN = 1 / 64;
const RECOVERY_PER_MINUTE = 0.05;
const MINUTE_MS = 60_000;

export function freshBucket(nowMs: number): Bucket {
  return { tatMs: nowMs, factor: 1, factorAtMs: nowMs };
}

/** The factor grows back by 5 % of the nominal rate each minute. */
export function factorAt(bucket: Bucket, nowMs: number): number {
  const minutes = Math.max(0, nowMs - bucket.factorAtMs) / MINUTE_MS;
  return Math.min(1, bucket.factor + minutes * RECOVERY_PER_MINUTE);
}

export function effectiveRate(bucket: Bucket, ratePerSecond: number, nowMs: number): number {
  return Math.max(0.01, ratePerSecond * factorAt(bucket, nowMs));
}

/** Reserves the next `size` send slots, unless they would start more than `patienceMs` from now. */
export function reserve(
  bucket: Bucket,
  ask: { readonly ratePerSecond: number; readonly size: number; readonly patienceMs: number },
  nowMs: number,
): Reserved {
  const intervalMs = 1_000 / effectiveRate(bucket, ask.ratePerSecond, nowMs);
  const startMs = Math.max(bucket.tatMs, nowMs);
  if (startMs - nowMs > ask.patienceMs) return { kind: "wait", untilMs: startMs };
  const tatMs = startMs + ask.size * intervalMs;
  return {
    kind: "granted",
    bucket: { ...bucket, tatMs },
    block: { startMs, intervalMs, size: ask.size },
  };
}

/** The provider said "slower": half the pace, and nothing before the time it named. */
export function slowDown(bucket: Bucket, nowMs: number, retryAfterMs: number | null): Bucket {
  return {
    tatMs: Math.max(bucket.tatMs, nowMs + (retryAfterMs ?? 0)),
    factor: Math.max(FACTOR_MIN, factorAt(bucket, nowMs) / 2),
    factorAtMs: nowMs,
  };
}
