import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { SECOND_MS } from "#core/duration.ts";
import { insertReceipts, type ReceiptRow } from "#models/receipt.server.ts";
import { groupWrites } from "./group-writes.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** A provider's patience is short and its retry is free: slower than this is an outage. */
const PATIENCE_MS = 4 * SECOND_MS;
const GROUP_MAX = 128;

export type Stored = "stored" | "duplicate" | "failed";

const stores = new WeakMap<object, (row: ReceiptRow) => Promise<Stored>>();

/**
 * A call is written at once when the database is free, and those that arrive while it is not share the
 * next acknowledged insert. Resolves only after the database has the row for good, so an answered call
 * survives any crash.
 */
export function storeReceipt(row: ReceiptRow, rt: Pick<Runtime, "log" | "vault">): Promise<Stored> {
  const store = stores.get(rt.vault) ?? openStore(rt);
  stores.set(rt.vault, store);
  return store(row);
}

function openStore(rt: Pick<Runtime, "log">): (row: ReceiptRow) => Promise<Stored> {
  return groupWrites({
    groupMax: GROUP_MAX,
    // What else has arrived by now goes along.
    gathering: () => setImmediate(),
    write: (rows: readonly ReceiptRow[]) => write(rows, rt),
  });
}

async function write(rows: readonly ReceiptRow[], rt: Pick<Runtime, "log">): Promise<Stored[]> {
  const patience = new AbortController();
  const writing = insertReceipts(rows);
  try {
    const tooLate = sleep(PATIENCE_MS, null, { signal: patience.signal });
    tooLate.catch(() => {});
    const repeated = await Promise.race([writing, tooLate]);
    if (repeated === null) throw new Error(`not written within ${PATIENCE_MS} ms`);
    return rows.map((_, index) => (repeated.has(index) ? "duplicate" : "stored"));
  } catch (error) {
    writing.catch(() => {});
    rt.log.warn({ event: "webhook.store-failed", err: error, calls: rows.length }, "not stored");
    return rows.map(() => "failed");
  } finally {
    patience.abort();
  }
}
