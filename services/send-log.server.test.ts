import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { openSendLog, readSendLog } from "./send-log.server.ts";

const folder = (): Promise<string> => mkdtemp(path.join(tmpdir(), "antiphon-send-log-"));
const at = (second: number): Date => new Date(Date.UTC(2026, 2, 2, 9, 0, second));

test("notes outlive the process that made them", async () => {
  const place = await folder();
  const before = openSendLog(place, "w1@host", () => at(0));
  before.note("dlv_1");
  before.close();
  const after = openSendLog(place, "w1@host", () => at(30));
  after.note("dlv_2");
  expect(readSendLog(place, "w1@host", at(10))).toEqual(
    new Set([expect.stringContaining("boot"), "dlv_1", "dlv_2", ""]),
  );
  after.close();
});

test("a log proves nothing about windows opened before it began, nor after notes were dropped", async () => {
  const place = await folder();
  let now = at(10);
  const log = openSendLog(place, "w1@host", () => now);
  expect(readSendLog(place, "w1@host", at(9))).toBeNull();
  expect(readSendLog(place, "w1@host", at(20))?.has("dlv_1")).toBe(false);
  for (let n = 0; n < 1_000; n += 1) log.note("x".repeat(1_200));
  now = at(30);
  log.forget();
  // The window of second 20 may have been noted in what was dropped.
  expect(readSendLog(place, "w1@host", at(20))).toBeNull();
  expect(readSendLog(place, "w1@host", at(40))?.size).toBe(2);
  log.close();
});

test("nor does another worker's, another boot's, or none at all", async () => {
  const place = await folder();
  expect(readSendLog(place, "w1@host", at(0))).toBeNull();
  await writeFile(path.join(place, "w1@host.log"), "boot another since 0\ndlv_1\n");
  expect(readSendLog(place, "w1@host", at(0))).toBeNull();
  const log = openSendLog(place, "w1@host", () => at(5));
  expect(readSendLog(place, "w1@host", at(10))?.has("dlv_1")).toBe(false);
  log.close();
});
