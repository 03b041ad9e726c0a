import { Schema } from "mongoose";
import type { Filter } from "#core/audience/filter.ts";
import type { StateReason } from "#core/delivery/state-reason.ts";
import type { Purpose } from "#core/message/message.ts";
import type { CampaignSender } from "./campaign.server.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native, type Session } from "./native.server.ts";

/** held = waiting for an operator's click (restore guard); planning and running may overlap: sending starts with the first batch. */
export type RunState = "planning" | "running" | "done" | "cancelled";

/** One firing of a campaign. Everything the send needs is frozen here; the campaign may be renamed, not changed. */
export interface CampaignRunRow {
  _id: string;
  workspaceId: string;
  campaignId: string;
  /** `<localTime>@<zone>` or `manual:<uuid>`; unique per campaign, so a schedule fires once. */
  occurrenceKey: string;
  purpose: Purpose;
  senders: CampaignSender[];
  /** Who is meant, with every segment and audience spelled out as it stood at the start. */
  rules: Filter;
  revisionId: string;
  ratePerSecond: number | null;
  state: RunState;
  /** Re-read before every window. */
  control: {
    epoch: number;
    state: "go" | "paused" | "cancelled";
    reason: StateReason | null;
    at: Date;
  };
  /** The planner's place: the next contact ordinal to look at, and the last one of the snapshot. */
  cursor: number;
  lastOrdinal: number;
  nextBatchSeq: number;
  /** Number of people the planner has placed, in batches or in skipped rows. */
  plannedCount: number;
  createdAt: Date;
  startedAt: Date;
  plannedAt: Date | null;
  finishedAt: Date | null;
  /** Recent settle rate per second, for "time left". */
  rate: number | null;
  /** How often messages of it were sent again knowingly; absent until then. */
  timesReopened?: number;
}

const schema = new Schema<CampaignRunRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    campaignId: { type: String, required: true },
    occurrenceKey: { type: String, required: true },
    purpose: { type: String, required: true },
    senders: [{ _id: false, channel: String, accountId: String }],
    rules: { type: Schema.Types.Mixed, required: true } as never,
    revisionId: { type: String, required: true },
    ratePerSecond: { type: Number, default: null },
    state: { type: String, required: true },
    control: { type: Schema.Types.Mixed, required: true } as never,
    cursor: { type: Number, required: true },
    lastOrdinal: { type: Number, required: true },
    nextBatchSeq: { type: Number, required: true },
    plannedCount: { type: Number, default: 0 },
    createdAt: { type: Date, required: true },
    startedAt: { type: Date, required: true },
    plannedAt: { type: Date, default: null },
    finishedAt: { type: Date, default: null },
    rate: { type: Number, default: null },
    timesReopened: { type: Number },
  },
  schemaOptions,
);

schema.index({ campaignId: 1, occurrenceKey: 1 }, { unique: true });
schema.index({ state: 1, createdAt: 1 });
// "Was sent anything in the last n days": the runs of a workspace.
schema.index({ workspaceId: 1, createdAt: 1 });

export const CampaignRuns = defineModel<CampaignRunRow>("CampaignRun", schema, "campaignRuns");

/** By its own key; the caller compares workspaceId. */
export function findCampaignRun(
  id: string,
  session: Session | null = null,
): Promise<CampaignRunRow | null> {
  return native(CampaignRuns).findOne({ _id: id }, session ? { session } : {});
}

/** Runs of a workspace, or of one of its campaigns. */
export async function findRunsFor(
  workspaceId: string,
  campaignId: string | null,
): Promise<CampaignRunRow[]> {
  const filter = campaignId === null ? { workspaceId } : { campaignId };
  const rows = await CampaignRuns.find(filter).lean<CampaignRunRow[]>().exec();
  return rows.filter((row) => row.workspaceId === workspaceId);
}

export type RunControl = Pick<CampaignRunRow, "revisionId" | "ratePerSecond"> & {
  readonly state: CampaignRunRow["control"]["state"];
};

/** What a worker looks at before every window. */
export async function findRunControls(
  runIds: readonly string[],
): Promise<ReadonlyMap<string, RunControl>> {
  const rows = await native(CampaignRuns)
    .find({ _id: { $in: [...runIds] } })
    .project<Pick<CampaignRunRow, "_id" | "control" | "revisionId" | "ratePerSecond">>({
      control: 1,
      revisionId: 1,
      ratePerSecond: 1,
    })
    .toArray();
  return new Map(
    rows.map(({ _id, revisionId, ratePerSecond, control }) => [
      _id,
      { revisionId, ratePerSecond, state: control.state },
    ]),
  );
}

/** Few: only what is on its way. */
export async function findActiveRuns(): Promise<CampaignRunRow[]> {
  const found: CampaignRunRow[] = [];
  for (const state of ["planning", "running"] as const) {
    found.push(...(await native(CampaignRuns).find({ state }).toArray()));
  }
  return found;
}

export function findRunByOccurrence(
  campaignId: string,
  occurrenceKey: string,
): Promise<CampaignRunRow | null> {
  return native(CampaignRuns).findOne({ campaignId, occurrenceKey });
}
