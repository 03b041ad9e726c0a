import { Schema } from "mongoose";
import type { CampaignState } from "#core/campaign/lifecycle.ts";
import type { StateReason } from "#core/delivery/state-reason.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native } from "./native.server.ts";

/** The audit line of a campaign: who moved it, when and why. Only ever added. */
export interface CampaignMoveRow {
  _id: string;
  workspaceId: string;
  campaignId: string;
  from: CampaignState | null;
  to: CampaignState;
  /** Member id, or "system" for the clock and the automatic pause. */
  actor: string;
  reason: StateReason | null;
  at: Date;
}

const schema = new Schema<CampaignMoveRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    campaignId: { type: String, required: true },
    from: { type: String, default: null },
    to: { type: String, required: true },
    actor: { type: String, required: true },
    reason: { type: Schema.Types.Mixed, default: null } as never,
    at: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ campaignId: 1, at: 1 });

export const CampaignMoves = defineModel<CampaignMoveRow>("CampaignMove", schema, "campaignMoves");

export async function noteCampaignMove(row: CampaignMoveRow): Promise<void> {
  await native(CampaignMoves).insertOne(row);
}

/** Oldest first: a campaign has a handful. */
export async function findCampaignMoves(campaignId: string): Promise<CampaignMoveRow[]> {
  const rows = await native(CampaignMoves).find({ campaignId }).toArray();
  return rows.sort((a, b) => a.at.getTime() - b.at.getTime());
}
