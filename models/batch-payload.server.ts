import { Schema } from "mongoose";
import type { MessageContent } from "#core/message/message.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native, type Session } from "./native.server.ts";

export interface PlannedRecipient {
  readonly deliveryId: string;
  readonly seq: number;
  /** "" when the message goes to nobody's contact (a test to a member's own address). */
  readonly contactId: string;
  readonly addressKind: string;
  readonly address: string;
  /** The person's own, or null: the revision's default is used. */
  readonly locale: string | null;
  readonly attempts: number;
  /** An attempt whose answer never came may have arrived. Only keyed channels try such a person again. */
  readonly isDoubted?: boolean;
  /** A member sends it again although it may have arrived: on a channel without keys, too. */
  readonly isKnowing?: boolean;
}

/** What a batch of one sends: content is given, not rendered. */
export interface SingleMessage {
  readonly content: MessageContent;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly isTest: boolean;
  /** The one message that is lawful after an opt-out: "you are unsubscribed". */
  readonly isConfirmation: boolean;
}

export interface BatchPayloadRow {
  /** The batch's id. */
  _id: string;
  runId: string;
  recipients: PlannedRecipient[];
  /** null = render the run's revision. */
  single: SingleMessage | null;
}

const payloadSchema = new Schema<BatchPayloadRow>(
  {
    _id: { type: String, required: true },
    runId: { type: String, required: true },
    recipients: { type: [Schema.Types.Mixed], required: true } as never,
    single: { type: Schema.Types.Mixed, default: null } as never,
  },
  schemaOptions,
);

export const BatchPayloads = defineModel<BatchPayloadRow>(
  "BatchPayload",
  payloadSchema,
  "batchPayloads",
);

export function readPayload(batchId: string): Promise<BatchPayloadRow | null> {
  return native(BatchPayloads).findOne({ _id: batchId });
}

export async function readPayloads(batchIds: readonly string[]): Promise<BatchPayloadRow[]> {
  // An empty list would be looked for in every payload there is.
  if (batchIds.length === 0) return [];
  return native(BatchPayloads)
    .find({ _id: { $in: [...batchIds] } })
    .toArray();
}

/** The run's half of the plan that is still kept, by id. */
export async function findPayloadIds(runId: string, session: Session): Promise<string[]> {
  const prefix = `bat_${runId.slice(4)}`;
  const filter = { _id: { $gte: `${prefix}_`, $lt: `${prefix}\`` } };
  const options = { projection: { _id: 1 }, session };
  const rows = await native(BatchPayloads).find(filter, options).toArray();
  return rows.map(({ _id }) => _id);
}

const DELETED_AT_ONCE = 500;

/**
 * A finished run's people all have rows: the plan's half of the ledger is not needed any more. By id, as
 * a message that is sent again brings a new one meanwhile. Payloads are never changed, so this meets no
 * transaction.
 */
export async function deletePayloads(ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += DELETED_AT_ONCE) {
    const some = ids.slice(at, at + DELETED_AT_ONCE);
    await native(BatchPayloads).deleteMany({ _id: { $in: some } });
  }
}
