import { setImmediate } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { currentClient } from "#models/connection.server.ts";
import { Deliveries } from "#models/delivery.server.ts";
import { claimBatch } from "#models/batch-lease.server.ts";
import { findDueBatches, type DispatchBatchRow } from "#models/dispatch-batch.server.ts";
import { readPayload } from "#models/batch-payload.server.ts";
import { native } from "#models/native.server.ts";
import { readCounts, sumCounts } from "#models/run-counter.server.ts";
import { createLife } from "#tests/factories/dispatch-life.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { createCommitQueue } from "./commit-queue.server.ts";
import { settledRow } from "./dispatch-row.server.ts";
import { planRun } from "./planning.server.ts";
import { closeRenderPool } from "./rendering.server.ts";

useTestDatabase();
afterAll(closeRenderPool);

const at = new Date("2026-03-02T10:00:00Z");
const lease = { owner: "w1@test", until: new Date("2026-03-02T10:01:00Z") };

/** Three claimed batches of 50, and what settles each of them as a whole. */
async function threeWindows() {
  const life = await createLife({ people: 150 });
  await planRun(life.runId, life.rt);
  const due = await findDueBatches("marketing", life.rt.now());
  expect(due).toHaveLength(3);
  const commits = await Promise.all(due.map(settled));
  return { runId: life.runId, commits };
}

async function settled(batch: DispatchBatchRow) {
  const claimed = await claimBatch(batch, lease);
  const payload = await readPayload(batch._id);
  if (!claimed || !payload) throw new Error("not claimed");
  const fate = { state: "failed", reason: "test", detail: null } as const;
  return {
    claim: claimed.claim,
    change: { state: "done", lease: null, settled: batch.size } as const,
    rows: payload.recipients.map((one) => settledRow(claimed, one, fate, at)),
    doubtUntil: at,
    retries: [],
    runId: batch.runId,
  };
}

async function stored(runId: string) {
  const rows = await native(Deliveries).countDocuments({ runId, seq: { $gte: 0 } });
  return { rows, failed: sumCounts(await readCounts(runId))["failed"] ?? 0 };
}

function commitsSeen(): () => number {
  let count = 0;
  currentClient().on("commandStarted", ({ commandName }) => {
    if (commandName === "commitTransaction") count += 1;
  });
  return () => count;
}

test("windows that end together are one transaction", async () => {
  const { runId, commits } = await threeWindows();
  const seen = commitsSeen();
  const queue = createCommitQueue("w1@test:windows", () => 5);
  const ends = await Promise.all(commits.map((one) => queue.commit(one)));
  expect(ends.map((end) => end.kind)).toEqual(["written", "written", "written"]);
  expect(seen()).toBe(1);
  expect(await stored(runId)).toEqual({ rows: 150, failed: 150 });
});

test("a window whose lease is lost costs the others nothing, and writes nothing", async () => {
  const { runId, commits } = await threeWindows();
  const queue = createCommitQueue("w1@test:windows", () => 5);
  const [first, second, third] = commits;
  if (!first || !second || !third) throw new Error("three");
  const lost = { ...second, claim: `${second.claim}-of-another` };
  const ends = await Promise.all([first, lost, third].map((one) => queue.commit(one)));
  expect(ends.map((end) => end.kind)).toEqual(["written", "lost", "written"]);
  expect(await stored(runId)).toEqual({ rows: 100, failed: 100 });
});

test("rows that were there before are told to the window they belong to", async () => {
  const { runId, commits } = await threeWindows();
  const queue = createCommitQueue("w1@test:windows", () => 5);
  const known = commits[1]?.rows.slice(0, 2) ?? [];
  await native(Deliveries).insertMany([...known]);
  const ends = await Promise.all(commits.map((one) => queue.commit(one)));
  expect(ends.map((end) => end.kind)).toEqual(["written", "settled-before", "written"]);
  expect(ends[1]).toMatchObject({ found: known.map(({ _id }) => ({ _id })) });
  expect(await stored(runId)).toEqual({ rows: 150, failed: 148 });
});

test("who comes while a transaction is on its way goes with the next", async () => {
  const { runId, commits } = await threeWindows();
  const seen = commitsSeen();
  const queue = createCommitQueue("w1@test:windows", () => 0);
  const [first, ...rest] = commits;
  if (!first) throw new Error("three");
  const written = queue.commit(first);
  await setImmediate();
  await Promise.all([written, ...rest.map((one) => queue.commit(one))]);
  expect(seen()).toBe(2);
  expect(await stored(runId)).toEqual({ rows: 150, failed: 150 });
});
