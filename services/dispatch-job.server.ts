import type { DispatchBatchRow } from "#models/dispatch-batch.server.ts";
import type { SingleMessage } from "#models/batch-payload.server.ts";
import type { LoadedAccount } from "./account-cache.server.ts";
import type { Renderer } from "./rendering.server.ts";

/** What stays the same over all windows of a batch. */
export interface Job {
  readonly batch: DispatchBatchRow;
  readonly loaded: LoadedAccount;
  readonly single: SingleMessage | null;
  readonly renderer: Renderer | null;
}

/** A repeat under the same key is ignored by the provider for as long as it remembers the key. */
export function isKeyAlive(job: Pick<Job, "batch" | "loaded">, now: Date): boolean {
  const { idempotency, keyTtlMs } = job.loaded.adapter.guarantees;
  if (idempotency !== "key") return false;
  return keyTtlMs === null || now.getTime() - job.batch.bornAt.getTime() < keyTtlMs;
}
