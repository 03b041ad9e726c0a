import { judgeDeployment } from "#core/deployment.ts";
import { findDeployment, markDeployment, setRestoreAlert } from "#models/deployment.server.ts";
import { HEARTBEAT_MS } from "#models/worker.server.ts";
import { readFolderMark, writeFolderMark } from "./deployment-file.server.ts";
import { holdRestored, type Held } from "./restore-guard.server.ts";
import type { Runtime } from "./runtime.server.ts";

type WatchRuntime = Pick<Runtime, "now" | "newId" | "log" | "config">;

/**
 * Before a worker sends anything: is this the database its data folder knows? Of one that was restored,
 * and of one nobody looked after for long, whatever would leave by itself is held.
 */
export async function guardStart(rt: WatchRuntime): Promise<void> {
  // The folder first: another worker of this machine may move both on in between.
  const folder = await readFolderMark(rt);
  const database = await findDeployment();
  const found = judgeDeployment(folder, database, rt.now());
  const verdict =
    rt.config.RESTORED && found.kind !== "restored"
      ? { kind: "restored" as const, copyOf: database?.seenAt ?? null }
      : found;
  if (verdict.kind === "restored") {
    await holdAndTell({ why: "restored", copyOf: verdict.copyOf, before: null }, rt);
  } else if (verdict.kind === "away") {
    await holdAndTell({ why: "away", copyOf: verdict.since, before: verdict.since }, rt);
  }
  // Only now: a start that dies before has held nothing for good, and the next one looks again.
  await keepMark(rt);
}

/** Also after `db import`: an export is a copy like any other. */
export async function holdAndTell(
  { why, copyOf, before }: { why: "restored" | "away"; copyOf: Date | null; before: Date | null },
  rt: WatchRuntime,
): Promise<Held> {
  const held = await holdRestored(rt, { why, before });
  const sum = held.runs + held.campaigns + held.singles;
  // Long rest is ordinary where nothing waited, and so is a folder put to a database that is new.
  const isTold = sum > 0 || (why === "restored" && copyOf !== null);
  if (!isTold) return held;
  const earlier = (await findDeployment())?.alert ?? null;
  await markDeployment(rt.newId("deployment"), copyOf ?? rt.now());
  await setRestoreAlert({
    ...{ why, copyOf, at: rt.now() },
    runs: held.runs + (earlier?.runs ?? 0),
    campaigns: held.campaigns + (earlier?.campaigns ?? 0),
    singles: held.singles + (earlier?.singles ?? 0),
  });
  return held;
}

/** A person has looked: the notice goes. Campaigns stay paused until each of them is resumed. */
export async function endRestoreAlert(rt: Pick<Runtime, "log">, actor: string): Promise<boolean> {
  const row = await findDeployment();
  if (!row?.alert) return false;
  await setRestoreAlert(null);
  rt.log.info({ event: "restore.looked", actor }, "the notice of a restored database was ended");
  return true;
}

/** The database first: the folder must never know a mark its database has not stored for good. */
async function keepMark(rt: WatchRuntime): Promise<void> {
  await writeFolderMark(await markDeployment(rt.newId("deployment"), rt.now()), rt);
}

/** Moves both marks on while the worker lives. */
export async function startRestoreWatch(rt: WatchRuntime): Promise<{ stop(): Promise<void> }> {
  const tick = () =>
    keepMark(rt).catch((error: unknown) => {
      rt.log.warn({ event: "restore.unmarked", err: error }, "the deployment's mark was not kept");
    });
  let current = Promise.resolve();
  const timer = setInterval(() => {
    current = current.then(tick);
  }, HEARTBEAT_MS);
  return {
    async stop() {
      clearInterval(timer);
      await current;
      await tick();
    },
  };
}
