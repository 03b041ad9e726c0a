import { findDueBatches } from "#models/dispatch-batch.server.ts";
import { lanes } from "#core/delivery/state.ts";
import type { DispatchContext } from "#services/dispatch-context.server.ts";
import { dispatchBatch } from "#services/dispatch.server.ts";
import { findExpiredLeases } from "#models/batch-lease.server.ts";

/** One pass of a worker without its clockwork: everything due now, one batch after another. */
export async function workOnce(context: DispatchContext): Promise<number> {
  let worked = 0;
  const now = context.rt.now();
  for (const batch of await findExpiredLeases(now)) {
    worked += 1;
    await dispatchBatch(batch, context);
  }
  for (const lane of lanes) {
    for (const batch of await findDueBatches(lane, now)) {
      worked += 1;
      await dispatchBatch(batch, context);
    }
  }
  return worked;
}
