import { expect, test } from "vitest";
import { judgeDeployment, type DeploymentMark } from "./deployment.ts";

const now = new Date("2026-03-02T12:00:00Z");
const mark = (deploymentId: string, clock: string): DeploymentMark => ({
  deploymentId,
  seenAt: new Date(`2026-03-02T${clock}:00Z`),
});

test("a new folder, a new database and the same as before are fine", () => {
  for (const [folder, database] of [
    [null, null],
    [null, mark("a", "11:50")],
    [mark("a", "11:50"), mark("a", "11:50")],
    // Another machine's worker went on longer.
    [mark("a", "09:00"), mark("a", "11:50")],
  ] as const) {
    expect(judgeDeployment(folder, database, now)).toEqual({ kind: "fine" });
  }
});

test("a database behind its folder, of another installation or without a mark was restored", () => {
  const copyOf = new Date("2026-03-02T11:40:00Z");
  const older = judgeDeployment(mark("a", "11:50"), mark("a", "11:40"), now);
  expect(older).toEqual({ kind: "restored", copyOf });
  const other = judgeDeployment(mark("b", "11:40"), mark("a", "11:40"), now);
  expect(other).toEqual({ kind: "restored", copyOf });
  const unmarked = judgeDeployment(mark("a", "11:50"), null, now);
  expect(unmarked).toEqual({ kind: "restored", copyOf: null });
});

test("half an hour without any worker may be a copy, folder and all", () => {
  const both = mark("a", "11:29");
  expect(judgeDeployment(both, both, now)).toEqual({ kind: "away", since: both.seenAt });
  expect(judgeDeployment(null, both, now)).toEqual({ kind: "away", since: both.seenAt });
});
