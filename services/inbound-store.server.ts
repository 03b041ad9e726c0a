import { SECOND_MS } from "#core/duration.ts";
import { insertReceipts, type ReceiptRow } from "#models/receipt.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** A provider's patience is short and its retry is free: slower than this is an outage. */
const PATIENCE_MS = 4 * SECOND_MS;
const GROUP_MAX = 128;
/** While two groups are being written the next gathers: one keeps the disk busy, one the server. */
const IN_FLIGHT_MAX = 2;

export type Stored = "stored" | "duplicate" | "failed";

interface Waiting {
  readonly row: ReceiptRow;
  readonly settle: (stored: Stored) => void;
}

interface Group {
  waiting: Waiting[];
  inFlight: number;
  isStarting: boolean;
}

const groups = new WeakMap<object, Group>();

/**
 * Group commit: a call is written at once when the database is free, and those that arrive while it
 * is not share the next acknowledged insert. Resolves only after the database has the row for good,
 * so an answered call survives any crash.
 */
export function storeReceipt(row: ReceiptRow, rt: Pick<Runtime, "log" | "vault">): Promise<Stored> {
  const group = groups.get(rt.vault) ?? { waiting: [], inFlight: 0, isStarting: false };
  groups.set(rt.vault, group);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve("failed"), PATIENCE_MS);
    const settle = (stored: Stored) => {
      clearTimeout(timer);
      resolve(stored);
    };
    group.waiting.push({ row, settle });
    start(group, rt);
  });
}

/** After what else has arrived by now: all of it goes along. */
function start(group: Group, rt: Pick<Runtime, "log">): void {
  if (group.isStarting || group.inFlight >= IN_FLIGHT_MAX || group.waiting.length === 0) return;
  group.isStarting = true;
  setImmediate(() => {
    group.isStarting = false;
    const batch = group.waiting.splice(0, GROUP_MAX);
    group.inFlight += 1;
    void write(batch, rt).finally(() => {
      group.inFlight -= 1;
      start(group, rt);
    });
    start(group, rt);
  });
}

async function write(batch: readonly Waiting[], rt: Pick<Runtime, "log">): Promise<void> {
  try {
    const repeated = await insertReceipts(batch.map(({ row }) => row));
    batch.forEach(({ settle }, index) => settle(repeated.has(index) ? "duplicate" : "stored"));
  } catch (error) {
    rt.log.warn({ event: "webhook.store-failed", err: error, calls: batch.length }, "not stored");
    for (const { settle } of batch) settle("failed");
  }
}
