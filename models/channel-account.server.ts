import { Schema } from "mongoose";
import type { Price } from "#core/campaign/cost.ts";
import type { StateReason } from "#core/delivery/state-reason.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";

export type AccountState = "active" | "paused" | "broken";

export interface ChannelAccountRow {
  _id: string;
  workspaceId: string;
  /** Registry id of the adapter, e.g. "sms-twilio". */
  adapterId: string;
  /** Channel in consent's words, e.g. "sms". */
  channel: string;
  name: string;
  /** What the provider calls it in shared webhooks; unique with the adapter, absent where unused. */
  accountKey?: string;
  /** Sealed JSON of the whole account (credentials and settings): envelope of services/vault. */
  sealed: string;
  state: AccountState;
  stateReason: StateReason | null;
  ratePerSecond: number | null;
  /** What one message costs, on SMS one part; absent = nobody told us. */
  price?: Price | null;
  isSimulated: boolean;
  createdAt: Date;
  updatedAt: Date;
}

const schema = new Schema<ChannelAccountRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    adapterId: { type: String, required: true },
    channel: { type: String, required: true },
    name: { type: String, required: true },
    accountKey: { type: String },
    sealed: { type: String, required: true },
    state: { type: String, required: true },
    stateReason: { type: Schema.Types.Mixed, default: null } as never,
    ratePerSecond: { type: Number, default: null },
    price: { type: Schema.Types.Mixed, default: null } as never,
    isSimulated: { type: Boolean, default: false },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ workspaceId: 1, createdAt: 1 });
// A shared webhook finds its account.
schema.index(
  { adapterId: 1, accountKey: 1 },
  { unique: true, partialFilterExpression: { accountKey: { $type: "string" } } },
);

export const ChannelAccounts = defineModel<ChannelAccountRow>(
  "ChannelAccount",
  schema,
  "channelAccounts",
);

/** Oldest first. A workspace has a handful. */
export async function listChannelAccounts(workspaceId: string): Promise<ChannelAccountRow[]> {
  const rows = await ChannelAccounts.find({ workspaceId }).lean<ChannelAccountRow[]>();
  return rows.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}
