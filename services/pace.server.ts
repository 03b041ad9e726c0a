import { reserve, slowDown, type Bucket } from "#core/delivery/rate.ts";
import { readBucket, replaceBucket, type RateBucketRow } from "#models/rate-bucket.server.ts";

/** When the sends of a window may leave: the i-th at `startMs + i * intervalMs`. */
export interface Slots {
  readonly size: number;
  readonly startMs: number;
  readonly intervalMs: number;
}

export type Paced = { readonly kind: "go"; readonly slots: Slots } | Wait;
interface Wait {
  readonly kind: "wait";
  readonly untilMs: number;
}

export interface Pace {
  /** Up to `wanted` send slots; "wait" when the next is further than `patienceMs` away. */
  take(wanted: number, ratePerSecond: number, patienceMs: number): Promise<Paced>;
  slowDown(retryAfterMs: number | null): Promise<void>;
}

interface Block {
  startMs: number;
  intervalMs: number;
  size: number;
  used: number;
}

/** A block is for the next quarter of a second: workers take turns often, and write seldom. */
const BLOCK_SECONDS = 0.25;
/** Slots nobody used in time are gone, or an idle hour would end in a burst. */
const STALE_MS = 1_000;

/** One worker's view of one bucket: reserves blocks in the shared document, hands them out in memory. */
export function createPace(id: string, nowMs: () => number): Pace {
  let known: RateBucketRow | null = null;
  let block: Block | null = null;
  let recentlyUsed = 0;
  let recentSince = nowMs();
  let turn: Promise<unknown> = Promise.resolve();

  /** One caller at a time, or two slots would reserve two blocks for the same need. */
  function serially<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work, work);
    turn = result.catch(() => {});
    return result;
  }

  async function change(next: (bucket: Bucket) => Bucket | null): Promise<boolean> {
    for (;;) {
      known ??= await readBucket(id, nowMs());
      const wanted = next(known);
      if (!wanted) return false;
      known = await replaceBucket(known, wanted);
      if (known) return true;
    }
  }

  function blockSize(wanted: number, ratePerSecond: number): number {
    const elapsedMs = Math.max(50, nowMs() - recentSince);
    const usual = Math.ceil((recentlyUsed / elapsedMs) * 1_000 * BLOCK_SECONDS);
    if (elapsedMs > 2_000) {
      recentlyUsed = 0;
      recentSince = nowMs();
    }
    const most = Math.max(1, Math.ceil(ratePerSecond * BLOCK_SECONDS));
    return Math.min(Math.max(wanted, usual), most);
  }

  async function refill(
    wanted: number,
    ratePerSecond: number,
    patienceMs: number,
  ): Promise<Wait | null> {
    const size = blockSize(wanted, ratePerSecond);
    let waitUntil = 0;
    let granted: Block | null = null;
    await change((bucket) => {
      const reserved = reserve(bucket, { ratePerSecond, size, patienceMs }, nowMs());
      if (reserved.kind === "wait") {
        waitUntil = reserved.untilMs;
        return null;
      }
      granted = { ...reserved.block, used: 0 };
      return reserved.bucket;
    });
    block = granted;
    if (granted) return null;
    // Another worker may have given the account time since: look again next time.
    known = null;
    return { kind: "wait", untilMs: waitUntil };
  }

  return {
    take: (wanted, ratePerSecond, patienceMs) =>
      serially(async () => {
        if (block && nowMs() > block.startMs + block.size * block.intervalMs + STALE_MS) {
          block = null;
        }
        if (!block || block.used >= block.size) {
          const wait = await refill(wanted, ratePerSecond, patienceMs);
          if (wait || !block) return wait ?? { kind: "wait", untilMs: nowMs() + patienceMs };
        }
        const size = Math.min(wanted, block.size - block.used);
        const startMs = block.startMs + block.used * block.intervalMs;
        block.used += size;
        recentlyUsed += size;
        return { kind: "go", slots: { size, startMs, intervalMs: block.intervalMs } };
      }),
    slowDown: (retryAfterMs) =>
      serially(async () => {
        block = null;
        await change((bucket) => slowDown(bucket, nowMs(), retryAfterMs));
      }),
  };
}
