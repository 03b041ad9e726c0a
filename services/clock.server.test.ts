import { expect, test } from "vitest";
import { clockState } from "#core/clock-skew.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { startClock } from "./clock.server.ts";
import { markDraining, readiness } from "./health.server.ts";

useTestDatabase();

test("a second is worth a warning, five are too many, in both directions", () => {
  expect([0, 1_000, -1_001, 5_000, 5_001, -60_000].map(clockState)).toEqual([
    "fine",
    "fine",
    "off",
    "off",
    "refused",
    "refused",
  ]);
});

test("a clock that runs away is followed, told once, and told again when it is right", async () => {
  let aheadMs = 0;
  const told: string[] = [];
  const note = (level: string) => (facts: { offsetMs: number }) => {
    told.push(`${level} ${Math.round(facts.offsetMs / 1_000)}`);
  };
  const log = { info: note("info"), warn: note("warn"), error: note("error") } as never;
  const clock = await startClock(() => Date.now() + aheadMs, log, 20);
  expect(told).toEqual([]);
  aheadMs = 8_000;
  await expect.poll(() => told).toEqual(["error -8"]);
  expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1_000);
  aheadMs = -2_000;
  await expect.poll(() => told).toEqual(["error -8", "warn 2"]);
  aheadMs = 0;
  await expect.poll(() => told.at(-1)).toBe("info 0");
  clock.stop();
});

test("a worker with a wrong clock is not ready; the pages of such a machine are", async () => {
  const rt = testRuntime({ clockOffsetMs: () => -7_000 });
  const checks = { clock: { ok: false, offsetMs: -7_000 }, draining: false };
  expect(await readiness(rt, "worker")).toMatchObject({ ready: false, checks });
  expect(await readiness(rt, "web")).toMatchObject({ ready: true, checks });
  const right = testRuntime({ clockOffsetMs: () => 900 });
  expect(await readiness(right, "worker")).toMatchObject({ ready: true });
  markDraining(right);
  expect(await readiness(right, "web")).toMatchObject({ ready: false });
});
