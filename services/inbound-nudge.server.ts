import type { ReceiptRow } from "#models/receipt.server.ts";
import { processReceipts } from "./inbound-processing.server.ts";
import type { Runtime, Vault } from "./runtime.server.ts";

/** More than this waits in the database for the sweep instead of in memory. */
const WAITING_MAX = 2_000;
const GROUP_MAX = 64;

interface Backlog {
  readonly rows: ReceiptRow[];
  isRunning: boolean;
}

const backlogs = new WeakMap<Vault, Backlog>();
const silenced = new WeakSet<Vault>();

/** A call was stored: understand it soon. Losing a nudge loses nothing, the sweep finds every row. */
export function nudgeInbound(row: ReceiptRow, rt: Runtime): void {
  if (silenced.has(rt.vault)) return;
  const backlog = backlogs.get(rt.vault) ?? { rows: [], isRunning: false };
  backlogs.set(rt.vault, backlog);
  if (backlog.rows.length >= WAITING_MAX) return;
  backlog.rows.push(row);
  if (backlog.isRunning) return;
  backlog.isRunning = true;
  // After the answer: whoever waits for its 200 comes first.
  setImmediate(() => void work(backlog, rt));
}

/** For a process that only stores (the webhook benchmark): rows are left to the sweep of a worker. */
export function silenceNudges(rt: Pick<Runtime, "vault">): void {
  silenced.add(rt.vault);
}

async function work(backlog: Backlog, rt: Runtime): Promise<void> {
  try {
    while (backlog.rows.length > 0) {
      await processReceipts(backlog.rows.splice(0, GROUP_MAX), rt);
    }
  } catch (error) {
    rt.log.warn({ event: "inbound.nudge-failed", err: error }, "left to the sweep");
  } finally {
    backlog.isRunning = false;
  }
}
