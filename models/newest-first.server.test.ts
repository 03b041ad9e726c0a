import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/duration.ts";
import { newestFirst } from "./newest-first.server.ts";

const now = new Date("2026-03-02T09:00:00Z");

function aList(ages: readonly number[]) {
  const rows = ages.map((age) => new Date(now.getTime() - age));
  const reads: number[] = [];
  const read = async (from: Date, to: Date): Promise<Date[]> => {
    const some = rows.filter((at) => at >= from && at < to);
    reads.push(some.length);
    return some;
  };
  return { rows, reads, read };
}

const age = fc.oneof(
  fc.integer({ min: 1, max: HOUR_MS }),
  fc.integer({ min: 1, max: 30 * DAY_MS }),
  fc.integer({ min: 1, max: 3_000 * DAY_MS }),
);

test("whatever the rows and whatever was read before, the newest are found, newest first", async () => {
  const lists = fc.array(fc.array(age, { maxLength: 60 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(
      lists,
      fc.integer({ min: 1, max: 20 }),
      fc.uuid(),
      async (all, limit, list) => {
        for (const ages of all) {
          const { rows, read } = aList(ages);
          const found = await newestFirst({ before: now, limit }, (at) => at, read, { list });
          expect(found).toEqual(rows.toSorted((a, b) => +b - +a).slice(0, limit));
        }
      },
    ),
  );
});

test("a steady list is read in few steps, hardly beyond the page, and in one the next time", async () => {
  const { read, reads } = aList(Array.from({ length: 50_000 }, (_, n) => (n + 1) * MINUTE_MS));
  const page = { before: now, limit: 50 };
  await newestFirst(page, (at) => at, read, { list: "steady" });
  expect(reads.length).toBeLessThanOrEqual(4);
  expect(reads.reduce((sum, one) => sum + one, 0)).toBeLessThan(150);
  reads.length = 0;
  await newestFirst(page, (at) => at, read, { list: "steady" });
  expect(reads).toEqual([75]);
});

test("a list that fits on its page is read in two steps the next time", async () => {
  const { read, reads } = aList([2 * DAY_MS, 90 * DAY_MS]);
  const page = { before: now, limit: 50 };
  await newestFirst(page, (at) => at, read, { list: "short" });
  reads.length = 0;
  await newestFirst(page, (at) => at, read, { list: "short" });
  expect(reads).toEqual([2, 0]);
});
