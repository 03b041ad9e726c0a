import { canMove, type CampaignState } from "#core/campaign/lifecycle.ts";
import type { StateReason } from "#core/delivery/state-reason.ts";
import { err, ok, type Result } from "#core/result.ts";
import {
  CampaignRuns,
  findCampaignRun,
  findRunByOccurrence,
  type CampaignRunRow,
} from "#models/campaign-run.server.ts";
import { Campaigns, type CampaignRow } from "#models/campaign.server.ts";
import { inTransaction, isDuplicateKey, type Session } from "#models/connection.server.ts";
import { lastOrdinal } from "#models/contact.server.ts";
import { deletePayloads, findPayloadIds } from "#models/batch-payload.server.ts";
import { findOpenBatches, hasOpenBatches, moveRunBatches } from "#models/dispatch-batch.server.ts";
import { native } from "#models/native.server.ts";
import { readRules } from "./audiences.server.ts";
import { noteMove } from "./campaign-moves.server.ts";
import { announceProgress } from "./progress.server.ts";
import { nudgePumps } from "./pump-nudge.server.ts";
import type { Runtime } from "./runtime.server.ts";

export { listRecipients } from "./recipients.server.ts";
export { readProgress, type RunProgress } from "./run-progress.server.ts";
export { reconcile } from "./reconcile.server.ts";

type RunsRuntime = Pick<Runtime, "now" | "newId" | "log">;
export type StartError = "not-found" | "no-revision" | "wrong-state";

/**
 * Fires a campaign once: the occurrence is unique, so a second call finds the first one's run. Planning
 * and sending begin by themselves; the pump looks for runs that are still being planned.
 */
export async function startRun(
  campaignId: string,
  rt: RunsRuntime,
): Promise<Result<{ runId: string; isNew: boolean }, StartError>> {
  const campaign = await native(Campaigns).findOne({ _id: campaignId });
  if (!campaign) return err("not-found");
  if (!campaign.revisionId) return err("no-revision");
  if (campaign.state !== "running" && !canMove(campaign.state, "running")) {
    return err("wrong-state");
  }
  const run = await newRun(campaign, campaign.revisionId, rt);
  let isNew = true;
  let runId = run._id;
  try {
    await native(CampaignRuns).insertOne(run);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const first = await findRunByOccurrence(campaignId, run.occurrenceKey);
    if (!first) throw error;
    isNew = false;
    runId = first._id;
  }
  await moveTo(campaignId, ["draft", "scheduled", "running"], "running", { runId }, rt);
  nudgePumps();
  await announceProgress([run], rt);
  return ok({ runId, isNew });
}

async function newRun(
  campaign: CampaignRow,
  revisionId: string,
  rt: RunsRuntime,
): Promise<CampaignRunRow> {
  const now = rt.now();
  const { workspaceId, purpose, senders, ratePerSecond } = campaign;
  return {
    _id: rt.newId("run"),
    workspaceId,
    campaignId: campaign._id,
    occurrenceKey: occurrenceOf(campaign),
    purpose,
    senders,
    rules: await readRules(campaign),
    revisionId,
    ratePerSecond,
    state: "planning",
    control: { epoch: 1, state: "go", reason: null, at: now },
    cursor: 1,
    lastOrdinal: await lastOrdinal(workspaceId),
    nextBatchSeq: 0,
    plannedCount: 0,
    createdAt: now,
    startedAt: now,
    plannedAt: null,
    finishedAt: null,
    rate: null,
  };
}

/** A campaign fires once: by its wall time, or by hand. */
function occurrenceOf(campaign: CampaignRow): string {
  const { schedule } = campaign;
  return schedule.mode === "at" ? `${schedule.localTime}@${schedule.zone}` : "manual:1";
}

export type ControlAction = "pause" | "resume" | "cancel";
export type ControlError = "not-found" | "wrong-state";

/**
 * Workers read the control document before every window, so at most the windows open now still go out.
 * Resuming goes on with the plan there is; nobody is derived again.
 */
export async function controlRun(
  runId: string,
  action: ControlAction,
  reason: StateReason | null,
  rt: RunsRuntime,
  actor = "system",
): Promise<Result<{ inFlight: number }, ControlError>> {
  const run = await findCampaignRun(runId);
  if (!run) return err("not-found");
  const isOver = run.state === "done" || run.state === "cancelled";
  if (isOver || run.control.state === "cancelled") return err("wrong-state");
  const state = { pause: "paused", resume: "go", cancel: "cancelled" } as const;
  const control = {
    epoch: run.control.epoch + 1,
    state: state[action],
    reason,
    at: rt.now(),
  };
  await native(CampaignRuns).updateOne({ _id: runId }, { $set: { control } });
  // A pause parks what is due; resume and cancel bring it back, cancel only to be written off.
  if (action === "pause") await moveRunBatches(runId, "due", "paused");
  else await moveRunBatches(runId, "paused", "due");
  const campaignState = { pause: "paused", resume: "running", cancel: "cancelled" } as const;
  const from = { pause: ["running"], resume: ["paused"], cancel: ["running", "paused"] } as const;
  const change = { stateReason: reason };
  await moveTo(run.campaignId, from[action], campaignState[action], change, rt, actor);
  nudgePumps();
  await announceProgress([run], rt);
  const open = await findOpenBatches(runId);
  const inFlight = open.reduce((sum, one) => {
    return sum + (one.window ? one.window.to - one.window.from : 0);
  }, 0);
  return ok({ inFlight });
}

async function moveTo(
  campaignId: string,
  from: readonly CampaignState[],
  state: CampaignState,
  change: Partial<CampaignRow>,
  rt: RunsRuntime,
  actor = "system",
): Promise<void> {
  const campaign = await native(Campaigns).findOne({ _id: campaignId });
  if (!campaign || !from.includes(campaign.state)) return;
  const $set = { ...change, state, updatedAt: rt.now() };
  await native(Campaigns).updateOne({ _id: campaignId }, { $set });
  if (campaign.state === state) return;
  const reason = change.stateReason ?? null;
  await noteMove({ campaign, from: campaign.state, to: state, actor, reason }, rt);
}

/** Nobody of the plan is left in a batch: the run is over. Called after the last batch and by the sweep. */
export async function finishRun(runId: string, rt: RunsRuntime): Promise<boolean> {
  // Most calls end here, without a transaction.
  if (!(await findFinishable(runId))) return false;
  const end = await inTransaction(async (session) => {
    const run = await findFinishable(runId, session);
    if (!run) return null;
    const state = run.control.state === "cancelled" ? ("cancelled" as const) : ("done" as const);
    const $set = { state, finishedAt: rt.now() };
    // A message sent again changes the run too: of the two, the later one sees the earlier.
    await native(CampaignRuns).updateOne({ _id: runId }, { $set }, { session });
    return { run, state, payloadIds: await findPayloadIds(runId, session) };
  });
  if (!end) return false;
  const { run, state, payloadIds } = end;
  if (state === "done") await moveTo(run.campaignId, ["running", "paused"], "done", {}, rt);
  await deletePayloads(payloadIds);
  await announceProgress([run], rt);
  rt.log.info({ event: "run.finished", runId, campaignId: run.campaignId, state }, "run finished");
  return true;
}

async function findFinishable(runId: string, session: Session | null = null) {
  const run = await findCampaignRun(runId, session);
  if (!run || run.plannedAt === null || run.finishedAt !== null) return null;
  return (await hasOpenBatches(runId, session)) ? null : run;
}
