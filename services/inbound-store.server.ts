import { SECOND_MS } from "#core/duration.ts";
import { insertReceipts, type ReceiptRow } from "#models/receipt.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** A provider's patience is short and its retry is free: slower than this is an outage. */
const PATIENCE_MS = 4 * SECOND_MS;
/** How long the first call of a group waits for company. */
const GATHER_MS = 5;
const GROUP_MAX = 128;
/** While one group is being written the next gathers; two on the way keep the disk busy. */
const IN_FLIGHT_MAX = 2;

export type Stored = "stored" | "duplicate" | "failed";

interface Waiting {
  readonly row: ReceiptRow;
  readonly settle: (stored: Stored) => void;
}

interface Group {
  waiting: Waiting[];
  inFlight: number;
  timer: NodeJS.Timeout | null;
}

const groups = new WeakMap<object, Group>();

/**
 * Group commit: calls that arrive within a few milliseconds share one acknowledged insert. Resolves
 * only after the database has the row for good, so an answered call survives any crash.
 */
export function storeReceipt(row: ReceiptRow, rt: Pick<Runtime, "log" | "vault">): Promise<Stored> {
  const group = groups.get(rt.vault) ?? { waiting: [], inFlight: 0, timer: null };
  groups.set(rt.vault, group);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve("failed"), PATIENCE_MS);
    const settle = (stored: Stored) => {
      clearTimeout(timer);
      resolve(stored);
    };
    group.waiting.push({ row, settle });
    if (group.waiting.length >= GROUP_MAX) flush(group, rt);
    else group.timer ??= setTimeout(() => flush(group, rt), GATHER_MS);
  });
}

function flush(group: Group, rt: Pick<Runtime, "log">): void {
  if (group.timer) clearTimeout(group.timer);
  group.timer = null;
  // A full house waits: the group that comes back takes everybody with it.
  if (group.inFlight >= IN_FLIGHT_MAX || group.waiting.length === 0) return;
  const batch = group.waiting.splice(0, GROUP_MAX);
  group.inFlight += 1;
  void write(batch, rt).finally(() => {
    group.inFlight -= 1;
    if (group.waiting.length > 0) flush(group, rt);
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
