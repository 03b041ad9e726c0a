import { afterAll, expect, test, vi } from "vitest";
import type * as WindowCommit from "#models/window-commit.server.ts";
import { createLife } from "#tests/factories/dispatch-life.ts";
import { workOnce } from "#tests/factories/dispatch.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { createDispatchContext } from "./dispatch-context.server.ts";
import { planRun } from "./planning.server.ts";
import { closeRenderPool } from "./rendering.server.ts";

let monotonicMs = 0;

/** A database that was away for a minute, or a process that was frozen while it waited for the answer. */
vi.mock("#models/window-commit.server.ts", async (importOriginal) => {
  const original = await importOriginal<typeof WindowCommit>();
  const commitWindows: typeof original.commitWindows = async (commits, shard) => {
    const written = await original.commitWindows(commits, shard);
    monotonicMs += 60_000;
    return written;
  };
  return { ...original, commitWindows };
});

useTestDatabase();
afterAll(closeRenderPool);

test("an intent that was written late sends nobody: its lease may be another's by now", async () => {
  const life = await createLife({ people: 4 });
  await planRun(life.runId, life.rt);
  const context = createDispatchContext(life.rt, {
    owner: "w1@test",
    monotonicMs: () => monotonicMs,
  });
  await workOnce(context);
  expect(life.provider.requests()).toBe(0);
});
