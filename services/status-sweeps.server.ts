import { HOUR_MS } from "#core/duration.ts";
import { findDeliveriesByIds } from "#models/delivery.server.ts";
import { inTransaction } from "#models/connection.server.ts";
import { writeStatusChanges } from "#models/delivery-status.server.ts";
import { findOverdueDoubts, removeDoubts } from "#models/open-doubt.server.ts";
import {
  findDueOrphans,
  postponeOrphans,
  removeOrphans,
  type OrphanStatusRow,
} from "#models/orphan-status.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { applyEvidence } from "./status.server.ts";
import type { Evidence } from "./status-change.server.ts";
import { announceProgress } from "./progress.server.ts";

type SweepRuntime = Pick<Runtime, "now" | "newId" | "log">;

const CHUNK = 256;
const FIRST_WAIT_MS = 500;

/** Receipts that came before their row: tried again, sooner at first, hourly in the end. */
export async function sweepOrphans(rt: SweepRuntime): Promise<{ settled: number; left: number }> {
  const due = await findDueOrphans(rt.now());
  let settled = 0;
  for (let at = 0; at < due.length; at += CHUNK) {
    const part = due.slice(at, at + CHUNK);
    const evidence = new Map(part.map((orphan) => [evidenceOf(orphan), orphan]));
    const { missing } = await applyEvidence([...evidence.keys()], rt);
    const left = new Set(missing.map((one) => evidence.get(one)?._id));
    await removeOrphans(part.filter((one) => !left.has(one._id)).map((one) => one._id));
    settled += part.length - left.size;
    await postpone(
      part.filter((one) => left.has(one._id)),
      rt,
    );
  }
  return { settled, left: due.length - settled };
}

function evidenceOf(orphan: OrphanStatusRow): Evidence {
  return { accountId: orphan.accountId, event: orphan.event as unknown as Evidence["event"] };
}

async function postpone(orphans: readonly OrphanStatusRow[], rt: SweepRuntime): Promise<void> {
  for (const tries of new Set(orphans.map((one) => one.tries))) {
    const waitMs = Math.min(HOUR_MS, FIRST_WAIT_MS * 2 ** (tries + 1));
    const ids = orphans.filter((one) => one.tries === tries).map((one) => one._id);
    await postponeOrphans(ids, tries + 1, new Date(rt.now().getTime() + waitMs));
  }
}

/** No evidence came in time: the honest word is "unknown". Late evidence still settles it. */
export async function sweepDoubts(rt: SweepRuntime): Promise<number> {
  const due = await findOverdueDoubts(rt.now());
  for (let at = 0; at < due.length; at += CHUNK) {
    const ids = due.slice(at, at + CHUNK).map((doubt) => doubt._id);
    const changed = await inTransaction(async (session) => {
      const rows = await findDeliveriesByIds(ids, session);
      const open = rows.filter((row) => row.state === "uncertain");
      const changes = open.map((row) => {
        return { row, set: { state: "unknown" }, counts: { uncertain: -1, unknown: 1 } };
      });
      await writeStatusChanges(changes, session);
      await removeDoubts(ids, session);
      return open;
    });
    await announceProgress(changed, rt);
  }
  return due.length;
}
