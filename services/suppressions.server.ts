import { isDuplicateKey } from "#models/connection.server.ts";
import {
  suppressionKey,
  Suppressions,
  type SuppressionReason,
  type SuppressionRow,
} from "#models/suppression.server.ts";
import { announce } from "./events.server.ts";
import type { Runtime } from "./runtime.server.ts";

export interface SuppressInput {
  readonly workspaceId: string;
  /** "*" = every channel. */
  readonly channel: string;
  readonly address: { readonly kind: string; readonly value: string };
  readonly reason: SuppressionReason;
  readonly detail?: string | null;
  /** Member id, "contact" or "system". */
  readonly actor: string;
}

/** Never write to this address again. A second time changes nothing: the first reason stays. */
export async function suppress(
  input: SuppressInput,
  rt: Pick<Runtime, "now">,
): Promise<"added" | "already"> {
  const row: SuppressionRow = {
    _id: suppressionKey(input.workspaceId, input.channel, input.address),
    workspaceId: input.workspaceId,
    channel: input.channel,
    addressKind: input.address.kind,
    address: input.address.value,
    reason: input.reason,
    detail: input.detail ?? null,
    actor: input.actor,
    at: rt.now(),
  };
  try {
    await Suppressions.collection.insertOne(row as never);
  } catch (error) {
    if (isDuplicateKey(error)) return "already";
    throw error;
  }
  await announce(input.workspaceId, [{ topic: "suppression.changed", ref: input.channel }], rt);
  return "added";
}

/** Takes an address off the list again; false = it was not on it. */
export async function unsuppress(
  key: { readonly workspaceId: string; readonly suppressionId: string },
  rt: Pick<Runtime, "now">,
): Promise<boolean> {
  if (!key.suppressionId.startsWith(`${key.workspaceId}:`)) return false;
  const { deletedCount } = await Suppressions.collection.deleteOne({
    _id: key.suppressionId as never,
  });
  if (deletedCount === 0) return false;
  await announce(key.workspaceId, [{ topic: "suppression.changed", ref: "*" }], rt);
  return true;
}
