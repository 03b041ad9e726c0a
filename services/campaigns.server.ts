import { canMove } from "#core/campaign/lifecycle.ts";
import { noParts } from "#core/audience/parts.ts";
import type { Purpose } from "#core/message/message.ts";
import { err, ok, type Result } from "#core/result.ts";
import { readWallTime } from "#core/schedule/timezone.ts";
import { startCampaign } from "#jobs/definitions/campaign-start.ts";
import {
  changeCampaign,
  findCampaign,
  insertCampaign,
  moveCampaign,
  type CampaignRow,
} from "#models/campaign.server.ts";
import { findTemplate } from "#models/template.server.ts";
import { announceCampaign, noteMove } from "./campaign-moves.server.ts";
import { reviewCampaign, type ReviewRuntime } from "./campaign-review.server.ts";
import type { Runtime } from "./runtime.server.ts";

export interface CampaignKey {
  readonly workspaceId: string;
  readonly campaignId: string;
}

export async function createCampaign(
  input: {
    readonly workspaceId: string;
    readonly name: string;
    readonly purpose: Purpose;
    readonly actor: string;
  },
  rt: Pick<Runtime, "now" | "newId">,
): Promise<string> {
  const { workspaceId, purpose, actor } = input;
  const now = rt.now();
  const row: CampaignRow = {
    ...{ _id: rt.newId("campaign"), workspaceId, purpose, createdBy: actor },
    name: input.name.trim().slice(0, 120),
    ...{ senders: [], include: emptyParts(), exclude: emptyParts() },
    ...{ templateId: null, revisionId: null, schedule: { mode: "now" }, scheduledAt: null },
    ...{ ratePerSecond: null, state: "draft", stateReason: null, runId: null, isDemo: false },
    ...{ createdAt: now, updatedAt: now },
  };
  await insertCampaign(row);
  await noteMove({ campaign: row, from: null, to: "draft", actor, reason: null }, rt);
  return row._id;
}

export type DraftChange = Partial<
  Pick<
    CampaignRow,
    | "name"
    | "purpose"
    | "senders"
    | "include"
    | "exclude"
    | "templateId"
    | "schedule"
    | "ratePerSecond"
  >
>;

/** What the wizard saves on every blur. Half-filled is fine: the review says what is missing. */
export async function saveDraft(
  input: CampaignKey & { readonly change: DraftChange },
  rt: Pick<Runtime, "now">,
): Promise<Result<null, "not-found" | "not-a-draft">> {
  const campaign = await findCampaign(input);
  if (!campaign) return err("not-found");
  const change = { ...input.change, updatedAt: rt.now() };
  const isSaved = await changeCampaign(campaign._id, "draft", change);
  return isSaved ? ok(null) : err("not-a-draft");
}

/** A copy to change and send again: everything but its history and its time. */
export async function duplicateCampaign(
  input: CampaignKey & { readonly name: string; readonly actor: string },
  rt: Pick<Runtime, "now" | "newId">,
): Promise<Result<{ campaignId: string }, "not-found">> {
  const source = await findCampaign(input);
  if (!source) return err("not-found");
  const now = rt.now();
  const row: CampaignRow = {
    ...source,
    ...{ _id: rt.newId("campaign"), name: input.name.slice(0, 120), createdBy: input.actor },
    ...{ state: "draft", stateReason: null, runId: null, revisionId: null, isDemo: false },
    ...{ schedule: { mode: "now" }, scheduledAt: null, createdAt: now, updatedAt: now },
  };
  await insertCampaign(row);
  const reason = `copy of ${source._id}`;
  await noteMove({ campaign: row, from: null, to: "draft", actor: input.actor, reason }, rt);
  return ok({ campaignId: row._id });
}

export type SendError =
  | "not-found"
  | "not-a-draft"
  /** `detail` lists the blockers' kinds. */
  | "blocked"
  | "changed-meanwhile";

export interface Scheduled {
  readonly scheduledAt: Date;
  /** People it would reach as counted now; who gets it is settled when it starts. */
  readonly willSend: number;
}

/**
 * Sends now (after the seconds in which it can be taken back) or at the campaign's wall time,
 * whichever its schedule says. The revision is frozen here: later edits of the template are not seen.
 */
export async function sendCampaign(
  input: CampaignKey & { readonly actor: string },
  rt: ReviewRuntime & Pick<Runtime, "queue" | "config" | "newId">,
): Promise<Result<Scheduled, SendError>> {
  const campaign = await findCampaign(input);
  if (!campaign) return err("not-found");
  if (campaign.state !== "draft") return err("not-a-draft");
  const review = await reviewCampaign(campaign, rt);
  const { blockers } = review.readiness;
  const revisionId = review.revision?._id ?? null;
  const scheduledAt = instantOf(campaign, rt);
  if (blockers.length > 0 || revisionId === null || scheduledAt === null) {
    return err("blocked", blockers.map(({ kind }) => kind).join(", "));
  }
  const change = { scheduledAt, revisionId, updatedAt: rt.now() };
  if (!(await moveCampaign(campaign._id, "draft", "scheduled", change))) {
    return err("changed-meanwhile");
  }
  const { actor } = input;
  await noteMove({ campaign, from: "draft", to: "scheduled", actor, reason: null }, rt);
  const { _id: campaignId } = campaign;
  await rt.queue.enqueue(startCampaign, { campaignId }, { at: scheduledAt, unique: campaignId });
  await announceCampaign(campaign, rt);
  return ok({ scheduledAt, willSend: review.counted.counts["will-send"] });
}

function instantOf({ schedule }: CampaignRow, rt: Pick<Runtime, "now" | "config">): Date | null {
  if (schedule.mode === "now") return new Date(rt.now().getTime() + rt.config.SEND_UNDO_MS);
  const reading = readWallTime(schedule);
  return reading.kind === "exact" || reading.kind === "ambiguous" ? reading.at : null;
}

/** Undo of "send now", and taking a later send back: the campaign is a draft again. */
export async function unscheduleCampaign(
  input: CampaignKey & { readonly actor: string },
  rt: Pick<Runtime, "now" | "newId">,
): Promise<Result<null, "not-found" | "too-late">> {
  const campaign = await findCampaign(input);
  if (!campaign) return err("not-found");
  if (!canMove(campaign.state, "draft")) return err("too-late");
  const change = { scheduledAt: null, revisionId: null, updatedAt: rt.now() };
  if (!(await moveCampaign(campaign._id, "scheduled", "draft", change))) return err("too-late");
  const { actor } = input;
  await noteMove({ campaign, from: "scheduled", to: "draft", actor, reason: "undo" }, rt);
  await announceCampaign(campaign, rt);
  return ok(null);
}

/** Whose template it is, so that a form cannot name another workspace's. */
export async function ownsTemplate(workspaceId: string, templateId: string): Promise<boolean> {
  return (await findTemplate(templateId))?.workspaceId === workspaceId;
}

function emptyParts() {
  return { segmentIds: [...noParts.segmentIds], listIds: [...noParts.listIds] };
}
