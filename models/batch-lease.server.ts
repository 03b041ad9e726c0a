import { updateEach } from "./bulk-command.server.ts";
import {
  claimKey,
  DispatchBatches,
  findBatch,
  type DispatchBatchRow,
} from "./dispatch-batch.server.ts";
import { native, type Session } from "./native.server.ts";

export function findExpiredLeases(now: Date): Promise<DispatchBatchRow[]> {
  return native(DispatchBatches)
    .find({ state: "leased", "lease.until": { $lt: now } })
    .toArray();
}

/** Batches a crashed process of the same name still holds. Leased batches are as few as there are slots. */
export async function findOwnLeases(owner: string): Promise<DispatchBatchRow[]> {
  const leased = await native(DispatchBatches).find({ state: "leased" }).toArray();
  return leased.filter((batch) => batch.lease?.owner === owner);
}

/**
 * Takes the batch under a new epoch; null = somebody was faster. The old claim is the whole condition,
 * and it does not change from window to window: what the caller knew of the position may be old, so the
 * batch is read again once its former holder is fenced off.
 */
export async function claimBatch(
  batch: DispatchBatchRow,
  lease: { readonly owner: string; readonly until: Date },
): Promise<DispatchBatchRow | null> {
  const epoch = batch.epoch + 1;
  const claim = claimKey(batch._id, epoch);
  const { modifiedCount } = await native(DispatchBatches).updateOne(
    { claim: batch.claim },
    { $set: { epoch, claim, state: "leased", lease: { ...lease } }, $inc: { claimCount: 1 } },
  );
  if (modifiedCount !== 1) return null;
  const fresh = await findBatch(batch._id);
  return fresh?.claim === claim ? fresh : null;
}

export type BatchChange = Partial<
  Pick<
    DispatchBatchRow,
    "state" | "dueAt" | "lease" | "window" | "settled" | "claimCount" | "epoch" | "claim"
  >
>;

/** A holder writes through here or the next alone; false = the lease is lost, nothing was written. */
export async function changeUnderClaim(claim: string, change: BatchChange): Promise<boolean> {
  const { matchedCount } = await native(DispatchBatches).updateOne({ claim }, { $set: change });
  return matchedCount === 1;
}

/** For several batches at once, to be rolled back on false: some lease is lost. */
export async function changeEachUnderClaim(
  changes: readonly { readonly claim: string; readonly change: BatchChange }[],
  session: Session,
): Promise<boolean> {
  const updates = changes.map(({ claim, change }) => ({ q: { claim }, u: { $set: change } }));
  return (await updateEach(DispatchBatches, updates, session)) === changes.length;
}

/**
 * One by one on purpose: on the embedded server an updateMany outside a transaction that meets a
 * document inside one stops the whole server. A worker holds a handful of claims.
 */
export async function extendLeases(claims: readonly string[], until: Date): Promise<void> {
  for (const claim of claims) {
    try {
      await native(DispatchBatches).updateOne({ claim }, { $set: { "lease.until": until } });
    } catch (error) {
      if (!isWithoutLease(error)) throw error;
    }
  }
}

/** The batch was finished or given back since we looked: its lease is null, and null has no end. */
function isWithoutLease(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === PATH_NOT_VIABLE;
}

const PATH_NOT_VIABLE = 28;
