import { findDeliveriesByIds, type DeliveryRow } from "#models/delivery.server.ts";
import { readPayload, type PlannedRecipient } from "#models/batch-payload.server.ts";
import type { DispatchBatchRow } from "#models/dispatch-batch.server.ts";
import { loadAccount } from "./account-cache.server.ts";
import { doubtUntil, reach, type DispatchContext } from "./dispatch-context.server.ts";
import { settledRow } from "./dispatch-row.server.ts";
import { regroup, type Settlement } from "./dispatch-settle.server.ts";
import { isKeyAlive } from "./dispatch-job.server.ts";
import { untilWritten } from "./persist.server.ts";

/**
 * A batch whose holder died with a window open. Whoever has no row in that window may or may not have
 * been written to: on a keyed channel the same key goes again, elsewhere a machine never repeats it.
 * null = lost to somebody else.
 */
export async function recover(
  batch: DispatchBatchRow,
  context: DispatchContext,
): Promise<DispatchBatchRow | null> {
  const { window } = batch;
  if (!window) return batch;
  const { rt } = context;
  const [payload, loaded] = await Promise.all([
    readPayload(batch._id),
    loadAccount(batch.accountId, rt),
  ]);
  if (!payload) return null;
  const inWindow = payload.recipients.slice(window.from, window.to);
  const rows = await findDeliveriesByIds(inWindow.map((one) => one.deliveryId));
  const settled = new Set(rows.map((row) => row._id));
  const open = inWindow.filter((one) => !settled.has(one.deliveryId));
  // Not the lease's owner: a worker that died while it recovered this window sent nothing of it.
  const handedOver = context.readSendLog(window.owner, window.at);
  const isUntouched = (one: PlannedRecipient) => handedOver?.has(one.deliveryId) === false;
  const untouched = open.filter(isUntouched);
  const doubtful = open.filter((one) => !isUntouched(one));
  const now = rt.now();
  const retries: Settlement["retries"] = [];
  const doubtRows: DeliveryRow[] = [];
  if (untouched.length > 0) {
    const suffix = `u${batch.epoch}.${window.from}`;
    retries.push(regroup(batch, payload.single, untouched, { suffix, dueAt: now, now }));
  }
  if (doubtful.length > 0 && loaded && isKeyAlive({ batch, loaded }, now)) {
    const suffix = `k${batch.epoch}.${window.from}`;
    const again = doubtful.map((one) => ({ ...one, isDoubted: true }));
    retries.push(regroup(batch, payload.single, again, { suffix, dueAt: now, now }));
  } else {
    for (const one of doubtful) {
      const attempts = one.attempts + 1;
      const fate = { state: "uncertain", reason: "worker-died", attempts } as const;
      doubtRows.push(settledRow(batch, one, fate, now));
    }
  }
  const change = { settled: window.to, window: null, claimCount: 0 };
  const runId = batch.campaignId === null ? null : batch.runId;
  const written = await untilWritten(
    () =>
      context.commits.commit({
        claim: batch.claim,
        change,
        rows: doubtRows,
        doubtUntil: doubtUntil(context),
        retries,
        runId,
      }),
    context,
  );
  await reach("recovered", rt);
  const facts = {
    event: "batch.recovered",
    batchId: batch._id,
    doubtful: doubtful.length,
    untouched: untouched.length,
  };
  rt.log.warn(facts, "a dead worker's window was closed");
  return written.kind === "lost" ? null : { ...batch, ...change };
}
