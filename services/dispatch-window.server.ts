import { SEND_WINDOW_MS } from "#core/delivery/outcome.ts";
import type { DeliveryRow } from "#models/delivery.server.ts";
import type { PlannedRecipient } from "#models/batch-payload.server.ts";
import { compose, type PreparedWindow } from "./dispatch-compose.server.ts";
import type { DispatchContext } from "./dispatch-context.server.ts";
import { isKeyAlive, type Job } from "./dispatch-job.server.ts";
import { judge, type Allowed } from "./dispatch-judge.server.ts";
import { settledRow } from "./dispatch-row.server.ts";

/** Reads consent, suppression and the people themselves again, for exactly these recipients. */
export async function prepareWindow(
  job: Job,
  recipients: readonly PlannedRecipient[],
  context: DispatchContext,
): Promise<PreparedWindow> {
  const now = context.rt.now();
  const rows: DeliveryRow[] = [];
  const { batch } = job;
  if (now.getTime() - batch.bornAt.getTime() > SEND_WINDOW_MS) {
    const state = "expired" as const;
    return { ready: [], rows: recipients.map((one) => settledRow(batch, one, { state }, now)) };
  }
  const { safe, stale } = splitStale(job, recipients, now);
  const fate = { state: "uncertain", reason: "no-answer", detail: "its key is forgotten" } as const;
  rows.push(...stale.map((one) => settledRow(batch, one, fate, now)));
  const allowed: Allowed[] = [];
  for (const verdict of await judge(job, safe, context)) {
    if (verdict.reason === null) allowed.push(verdict);
    else {
      const settled = { state: "skipped", reason: verdict.reason } as const;
      rows.push(settledRow(batch, verdict.recipient, settled, now));
    }
  }
  const composed = await compose(job, allowed, context);
  return { ready: composed.ready, rows: [...rows, ...composed.rows] };
}

/**
 * Whose first try may have arrived is tried again only while the provider still knows the key, or
 * when a member said so.
 */
function splitStale(job: Job, recipients: readonly PlannedRecipient[], now: Date) {
  if (isKeyAlive(job, now)) return { safe: recipients, stale: [] };
  const isStale = (one: PlannedRecipient) => one.isDoubted === true && one.isKnowing !== true;
  const safe = recipients.filter((one) => !isStale(one));
  return { safe, stale: recipients.filter(isStale) };
}
