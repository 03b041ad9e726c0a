import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { isProcessAlive } from "#services/process-alive.server.ts";

test("a test server ends with its killed parent, and leaves no folder", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "antiphon-killed-"));
  const parent = fork("tests/setup/holds-test-server.ts", [folder], {
    execArgv: ["--import", "tsx"],
  });
  const [pid] = (await once(parent, "message")) as [number];
  expect(isProcessAlive(pid)).toBe(true);
  parent.kill("SIGKILL");
  await vi.waitFor(
    () => {
      expect(isProcessAlive(pid)).toBe(false);
      expect(existsSync(folder)).toBe(false);
    },
    { timeout: 15_000, interval: 100 },
  );
});
