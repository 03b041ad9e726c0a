import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { groupWrites } from "./group-writes.server.ts";

/** A writer whose writes end when the test says so; each item's end is ten times the item. */
function slowWriter(groupMax: number) {
  const groups: (readonly number[])[] = [];
  const ends: (() => void)[] = [];
  const put = groupWrites({
    groupMax,
    gathering: () => null,
    async write(items: readonly number[]) {
      groups.push(items);
      await new Promise<void>((resolve) => ends.push(resolve));
      if (items.includes(13)) throw new Error("unlucky");
      return items.map((item) => item * 10);
    },
  });
  return { put, groups, endWrite: () => ends.shift()?.() };
}

test("who comes while others are written shares the next write, and each gets its own end", async () => {
  const { put, groups, endWrite } = slowWriter(10);
  const first = put(1);
  await setImmediate();
  const others = [put(2), put(3)];
  await setImmediate();
  expect(groups).toEqual([[1]]);
  endWrite();
  expect(await first).toBe(10);
  await setImmediate();
  expect(groups).toEqual([[1], [2, 3]]);
  endWrite();
  expect(await Promise.all(others)).toEqual([20, 30]);
});

test("a write holds no more than its maximum, the rest goes with the one after", async () => {
  const { put, groups, endWrite } = slowWriter(2);
  const ends = Promise.all([1, 2, 3, 4, 5].map(put));
  for (let writes = 0; writes < 3; writes += 1) {
    await setImmediate();
    endWrite();
  }
  expect(await ends).toEqual([10, 20, 30, 40, 50]);
  expect(groups).toEqual([[1, 2], [3, 4], [5]]);
});

test("a failed write fails its own items and no others", async () => {
  const { put, endWrite } = slowWriter(2);
  const ends = Promise.allSettled([13, 1, 2].map(put));
  for (let writes = 0; writes < 2; writes += 1) {
    await setImmediate();
    endWrite();
  }
  const kinds = (await ends).map(({ status }) => status);
  expect(kinds).toEqual(["rejected", "rejected", "fulfilled"]);
});
