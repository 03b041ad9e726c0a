import { Schema } from "mongoose";
import type { CampaignState } from "#core/campaign/lifecycle.ts";
import { beginsWords } from "#core/contact/begins-words.ts";
import type { StateReason } from "#core/delivery/state-reason.ts";
import { DAY_MS } from "#core/duration.ts";
import type { Purpose } from "#core/message/message.ts";
import type { CampaignParts } from "./audience.server.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native } from "./native.server.ts";
import { newestFirst } from "./newest-first.server.ts";

export type Schedule =
  | { readonly mode: "now" }
  /** Wall time of the workspace: "2026-12-01T09:00" and an IANA zone. */
  | { readonly mode: "at"; readonly localTime: string; readonly zone: string };

export interface CampaignRow {
  _id: string;
  workspaceId: string;
  name: string;
  purpose: Purpose;
  /** One message per person, on the first of these channels the person can be reached on with consent. */
  senders: CampaignSender[];
  include: CampaignParts;
  exclude: CampaignParts;
  templateId: string | null;
  /** Frozen when the campaign is sent or scheduled. */
  revisionId: string | null;
  schedule: Schedule;
  /** The instant the schedule means; null while a draft or "now". */
  scheduledAt: Date | null;
  /** Campaign's own throttle, messages per second; null = the accounts' limits only. */
  ratePerSecond: number | null;
  state: CampaignState;
  stateReason: StateReason | null;
  runId: string | null;
  isDemo: boolean;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface CampaignSender {
  readonly channel: string;
  readonly accountId: string;
}

const parts = {
  segmentIds: { type: [String], default: [] },
  listIds: { type: [String], default: [] },
  audienceIds: { type: [String], default: [] },
};

const schema = new Schema<CampaignRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    name: { type: String, required: true },
    purpose: { type: String, required: true },
    senders: [{ _id: false, channel: String, accountId: String }],
    include: { _id: false, ...parts },
    exclude: { _id: false, ...parts },
    templateId: { type: String, default: null },
    revisionId: { type: String, default: null },
    schedule: { type: Schema.Types.Mixed, required: true } as never,
    scheduledAt: { type: Date, default: null },
    ratePerSecond: { type: Number, default: null },
    state: { type: String, required: true },
    stateReason: { type: Schema.Types.Mixed, default: null } as never,
    runId: { type: String, default: null },
    isDemo: { type: Boolean, default: false },
    createdBy: { type: String, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  schemaOptions,
);

schema.index({ workspaceId: 1, updatedAt: 1 });
// Compare-and-set of a state.
schema.index({ _id: 1, state: 1 });
// Serves the start sweep: due campaigns of every workspace.
schema.index({ state: 1, scheduledAt: 1 });

export const Campaigns = defineModel<CampaignRow>("Campaign", schema, "campaigns");

/** null = none in this workspace. */
export async function findCampaign(key: {
  readonly workspaceId: string;
  readonly campaignId: string;
}): Promise<CampaignRow | null> {
  const row = await native(Campaigns).findOne({ _id: key.campaignId });
  return row?.workspaceId === key.workspaceId ? row : null;
}

/** Newest change first. A workspace has hundreds of them, and they are small. */
export async function findCampaigns(workspaceId: string): Promise<CampaignRow[]> {
  const rows = await native(Campaigns).find({ workspaceId }).toArray();
  return rows.sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime());
}

export interface CampaignPage {
  readonly workspaceId: string;
  /** Changed before this instant. */
  readonly before: Date;
  readonly limit: number;
  /** Beginnings of words of the name; empty = all of them. */
  readonly query: string;
}

/** A page of the list, newest change first. Names are compared as read: a window holds few rows. */
export function findCampaignPage(page: CampaignPage): Promise<CampaignRow[]> {
  const { workspaceId, query } = page;
  return newestFirst(
    page,
    (row) => row.updatedAt,
    async (from, to) => {
      const rows = await native(Campaigns)
        .find({ workspaceId, updatedAt: { $gte: from, $lt: to } })
        .toArray();
      return rows.filter((row) => beginsWords(row.name, query));
    },
    { firstMs: DAY_MS, ...(query === "" ? { list: `campaigns:${workspaceId}` } : {}) },
  );
}

/** Has the workspace any campaign? Tells an empty list from a search that found nothing. */
export async function hasCampaigns(workspaceId: string): Promise<boolean> {
  return (await native(Campaigns).find({ workspaceId }).limit(1).toArray()).length > 0;
}

export async function findCampaignsByIds(
  workspaceId: string,
  ids: readonly string[],
): Promise<CampaignRow[]> {
  if (ids.length === 0) return [];
  const rows = await native(Campaigns)
    .find({ _id: { $in: [...ids] } })
    .toArray();
  return rows.filter((row) => row.workspaceId === workspaceId);
}

export async function insertCampaign(row: CampaignRow): Promise<void> {
  await native(Campaigns).insertOne(row);
}

export type CampaignChange = Partial<Omit<CampaignRow, "_id" | "workspaceId" | "state">>;

/** Changes a campaign only while it is in `state`; false = it moved meanwhile. */
export async function changeCampaign(
  id: string,
  state: CampaignState,
  change: CampaignChange,
): Promise<boolean> {
  const result = await native(Campaigns).updateOne({ _id: id, state }, { $set: change });
  return result.matchedCount === 1;
}

/** Moves a campaign only if it is still in `from`; false means someone else moved it first. */
export async function moveCampaign(
  id: string,
  from: CampaignState,
  to: CampaignState,
  change: CampaignChange = {},
): Promise<boolean> {
  const $set = { ...change, state: to };
  const result = await native(Campaigns).updateOne({ _id: id, state: from }, { $set });
  return result.modifiedCount === 1;
}

/** Scheduled campaigns whose time has come, of every workspace. */
export async function findDueCampaigns(now: Date): Promise<CampaignRow[]> {
  return native(Campaigns)
    .find({ state: "scheduled", scheduledAt: { $lte: now } })
    .toArray();
}

/** Moved to running by a process that died before the run existed. */
export async function findUnstartedCampaigns(): Promise<CampaignRow[]> {
  const rows = await native(Campaigns).find({ state: "running" }).toArray();
  return rows.filter((row) => row.runId === null);
}
