import type { DispatchBatchRow } from "#models/dispatch-batch.server.ts";
import type { PlannedRecipient } from "#models/batch-payload.server.ts";
import { recordConsents } from "./consent.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { suppress } from "./suppressions.server.ts";

export interface AddressClosed {
  readonly batch: Pick<DispatchBatchRow, "workspaceId" | "channel">;
  readonly recipient: Pick<
    PlannedRecipient,
    "contactId" | "addressKind" | "address" | "deliveryId"
  >;
  readonly effect: "recipient-gone" | "recipient-opted-out";
  readonly reason: string;
  readonly detail: string;
}

/** The provider says the address is dead or the person blocked us: never again, with its words as proof. */
export async function closeAddress(
  closed: AddressClosed,
  rt: Pick<Runtime, "now" | "newId">,
): Promise<void> {
  const { batch, recipient, effect, detail } = closed;
  const { workspaceId, channel } = batch;
  const address = { kind: recipient.addressKind, value: recipient.address };
  const reason = effect === "recipient-gone" ? "recipient-gone" : "provider-block";
  await suppress({ workspaceId, channel, address, reason, detail, actor: "system" }, rt);
  if (effect !== "recipient-opted-out" || recipient.contactId === "") return;
  const withdrawal = {
    workspaceId,
    contactId: recipient.contactId,
    channel,
    purpose: "marketing",
    kind: "withdrawn",
    wording: null,
    source: "provider",
    actor: "contact",
    proof: { deliveryId: recipient.deliveryId, code: closed.reason },
    key: `${recipient.deliveryId}:opted-out`,
  } as const;
  await recordConsents([withdrawal], rt);
}
