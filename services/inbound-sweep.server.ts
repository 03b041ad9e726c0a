import { DAY_MS, MINUTE_MS, SECOND_MS } from "#core/duration.ts";
import { findReceipt, findUnread, listReceipts, type ReceiptRow } from "#models/receipt.server.ts";
import { processReceipts, type InboundTally } from "./inbound-processing.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** Younger calls are in the hands of a nudge. */
const NUDGED_FOR_MS = 2 * SECOND_MS;
const GROUP = 64;
/** Per run of the sweep; the next one comes in seconds. */
const GROUPS_MAX = 40;
const KEPT_MS = 15 * DAY_MS;

/** Understands every stored call nobody understood yet, oldest first. */
export async function sweepReceipts(rt: Runtime): Promise<InboundTally> {
  const total = { receipts: 0, events: 0, failed: 0 };
  const now = rt.now().getTime();
  const to = new Date(now - NUDGED_FOR_MS);
  for (let groups = 0; groups < GROUPS_MAX; groups += 1) {
    const rows = await nextGroup(now, to);
    if (rows.length === 0) break;
    const tally = await processReceipts(rows, rt);
    total.receipts += tally.receipts;
    total.events += tally.events;
    total.failed += tally.failed;
    // Only calls that fail again and again are left: they wait for the next run.
    if (tally.failed === tally.receipts) break;
  }
  return total;
}

async function nextGroup(now: number, to: Date): Promise<ReceiptRow[]> {
  const recent = await findUnread(new Date(now - 10 * MINUTE_MS), to, GROUP);
  if (recent.length > 0) return recent;
  return findUnread(new Date(now - KEPT_MS), to, GROUP);
}

export interface ReplayInput {
  readonly workspaceId: string;
  /** Chosen calls … */
  readonly receiptIds?: readonly string[];
  /** … or every one since then, oldest first. */
  readonly since?: Date;
  readonly accountId?: string | null;
}

const REPLAYED_MAX = 10_000;

/**
 * Understands stored calls again, whatever became of them. What is in the thread stays once: a replay
 * after a fix adds what was missed and nothing else.
 */
export async function replayReceipts(input: ReplayInput, rt: Runtime): Promise<InboundTally> {
  const rows = await chosen(input, rt);
  const total = { receipts: 0, events: 0, failed: 0 };
  for (let at = 0; at < rows.length; at += GROUP) {
    const group = rows.slice(at, at + GROUP).map((row) => ({ ...row, attempts: 0 }));
    const tally = await processReceipts(group, rt);
    total.receipts += tally.receipts;
    total.events += tally.events;
    total.failed += tally.failed;
  }
  return total;
}

async function chosen(input: ReplayInput, rt: Pick<Runtime, "now">): Promise<ReceiptRow[]> {
  const { workspaceId, since, accountId = null } = input;
  const ids = [...new Set(input.receiptIds)];
  const named = await Promise.all(ids.map((id) => findReceipt(workspaceId, id)));
  const found = named
    .filter((row) => row !== null)
    .filter((row) => accountId === null || row.accountId === accountId);
  if (since === undefined) return found;
  const page = { before: rt.now(), limit: REPLAYED_MAX, accountId };
  const rows = await listReceipts(workspaceId, page);
  const others = rows.filter((row) => row.at >= since && !ids.includes(row._id));
  return [...found, ...others.toReversed()];
}
