import fc from "fast-check";
import { expect, test } from "vitest";
import { propertyRuns } from "#tests/setup/property-runs.ts";
import { closedBreaker, passes, record } from "./breaker.ts";
import { factorAt, freshBucket, reserve, slowDown } from "./rate.ts";

test("no sequence of reservations hands out more than the rate allows", () => {
  const ask = fc.record({ size: fc.integer({ min: 1, max: 40 }), waitMs: fc.nat(500) });
  const property = fc.property(fc.array(ask, { maxLength: 40 }), (asks) => {
    let bucket = freshBucket(0);
    let now = 0;
    let granted = 0;
    let lastEnd = 0;
    for (const { size, waitMs } of asks) {
      now += waitMs;
      const got = reserve(bucket, { ratePerSecond: 80, size, patienceMs: 2_000 }, now);
      if (got.kind === "wait") continue;
      expect(got.block.startMs).toBeGreaterThanOrEqual(lastEnd - 1e-6);
      granted += size;
      bucket = got.bucket;
      lastEnd = bucket.tatMs;
    }
    expect(granted).toBeLessThanOrEqual((lastEnd / 1_000) * 80 + 1e-6);
  });
  fc.assert(property, { numRuns: propertyRuns(500) });
});

test("a throttle halves the pace and it grows back by 5 % a minute", () => {
  const slow = slowDown(freshBucket(0), 0, 30_000);
  expect(slow).toMatchObject({ factor: 0.5, tatMs: 30_000 });
  expect(factorAt(slow, 60_000)).toBeCloseTo(0.55);
  expect(factorAt(slow, 3_600_000)).toBe(1);
});

test("ten bad sends in a row open the breaker; one good probe closes it", () => {
  let breaker = closedBreaker;
  for (let n = 0; n < 10; n += 1) breaker = record(breaker, "bad", 1_000);
  expect(passes(breaker, 30_999)).toBe("no");
  expect(passes(breaker, 31_000)).toBe("probe");
  const again = record(breaker, "bad", 31_000);
  expect(passes(again, 31_000 + 59_999)).toBe("no");
  expect(passes(record(again, "good", 91_000), 91_000)).toBe("go");
});

test("a refused credential opens it at once", () => {
  expect(passes(record(closedBreaker, "broken", 0), 0)).toBe("no");
});
