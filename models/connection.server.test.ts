import { expect, test } from "vitest";
import { useTestDatabase } from "#tests/setup/database.ts";
import { measureClockOffset, readServerFacts } from "./connection.server.ts";
import { ensureIndexes } from "./ensure-indexes.server.ts";
import { allModels } from "./all.server.ts";

useTestDatabase();

test("the clock offset follows a wrong wall clock", async () => {
  const offset = await measureClockOffset(() => Date.now() - 60_000);
  expect(offset).toBeGreaterThan(59_000);
  expect(offset).toBeLessThan(61_000);
});

test("the server offers transactions", async () => {
  expect((await readServerFacts()).hasTransactions).toBe(true);
});

test("building all indexes again changes nothing", async () => {
  await expect(ensureIndexes(allModels)).resolves.toBeUndefined();
});
