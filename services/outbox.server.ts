import type { Lane } from "#core/delivery/state.ts";
import type { MessageContent, Purpose } from "#core/message/message.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";
import { inTransaction, isDuplicateKey } from "#models/connection.server.ts";
import {
  type DispatchBatchRow,
  findBatch,
  insertBatches,
  unclaimed,
} from "#models/dispatch-batch.server.ts";
import { nudgePumps } from "./pump-nudge.server.ts";
import type { Runtime } from "./runtime.server.ts";

export interface SingleInput {
  readonly workspaceId: string;
  readonly accountId: string;
  /** null: to nobody's contact, e.g. a test to a member's own address. */
  readonly contactId: string | null;
  readonly address: { readonly kind: string; readonly value: string };
  readonly content: MessageContent;
  readonly lane: Lane;
  readonly purpose: Purpose;
  /** A test skips consent: a member asked for it. */
  readonly isTest?: boolean;
  /** "You are unsubscribed": the one message allowed after an opt-out. */
  readonly isConfirmation?: boolean;
  readonly inReplyTo?: string | undefined;
  readonly references?: readonly string[] | undefined;
  /** Given: a second call with the same id sends nothing. */
  readonly deliveryId?: string | undefined;
}

/** One message outside campaigns: a batch of one, with the same promises. It leaves within a poll of the pump. */
export async function sendSingle(
  input: SingleInput,
  rt: Pick<Runtime, "now" | "newId">,
): Promise<{ deliveryId: string }> {
  const account = await ChannelAccounts.findOne({ _id: input.accountId }).lean();
  if (!account || account.workspaceId !== input.workspaceId) {
    throw new Error(`No channel account ${input.accountId} in this workspace.`);
  }
  const deliveryId = input.deliveryId ?? rt.newId("delivery");
  const _id = `bat_${deliveryId}`;
  const batch = singleBatch(_id, account.channel, input, rt.now());
  const payload = {
    _id,
    runId: _id,
    recipients: [
      {
        deliveryId,
        seq: 0,
        contactId: input.contactId ?? "",
        addressKind: input.address.kind,
        address: input.address.value,
        locale: null,
        attempts: 0,
      },
    ],
    single: {
      content: input.content,
      inReplyTo: input.inReplyTo ?? null,
      references: input.references ?? [],
      isTest: input.isTest ?? false,
      isConfirmation: input.isConfirmation ?? false,
    },
  };
  try {
    await inTransaction((session) => insertBatches([batch], [payload], session));
  } catch (error) {
    // Asked before: the first message stands.
    if (!isDuplicateKey(error) || !(await findBatch(_id))) throw error;
  }
  nudgePumps();
  return { deliveryId };
}

function singleBatch(
  _id: string,
  channel: string,
  input: SingleInput,
  now: Date,
): DispatchBatchRow {
  const { workspaceId, accountId, purpose, lane } = input;
  return {
    ...unclaimed(_id, [{ seq: 0 }]),
    workspaceId,
    runId: _id,
    campaignId: null,
    accountId,
    channel,
    purpose,
    lane,
    state: "due",
    dueAt: now,
    isRetry: false,
    bornAt: now,
    createdAt: now,
  };
}
