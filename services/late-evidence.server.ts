import type { DispatchContext } from "./dispatch-context.server.ts";
import type { Sent } from "./dispatch-send.server.ts";
import type { Job } from "./dispatch-job.server.ts";
import { applyStatuses, type StatusEvent } from "./status.server.ts";

/**
 * We sent, but the batch was taken from us meanwhile (a frozen machine, a long pause) and its new
 * holder could only write "uncertain". What the provider told us settles that, like an echo would.
 */
export async function giveLateEvidence(
  job: Job,
  sent: readonly Sent[],
  rt: DispatchContext["rt"],
): Promise<void> {
  const events: StatusEvent[] = [];
  for (const { ready, outcome } of sent) {
    const externalId = outcome?.kind === "accepted" ? outcome.externalIds[0] : undefined;
    if (externalId === undefined) continue;
    const echo = ready.message.deliveryId;
    events.push({ type: "status", status: "accepted", externalId, echo, at: rt.now() });
  }
  if (events.length > 0) await applyStatuses(job.batch.accountId, events, rt);
}
