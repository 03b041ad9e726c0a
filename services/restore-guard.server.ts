import { lanes } from "#core/delivery/state.ts";
import { findActiveRuns } from "#models/campaign-run.server.ts";
import { findDueCampaigns, moveCampaign } from "#models/campaign.server.ts";
import { changeUnderClaim, findExpiredLeases } from "#models/batch-lease.server.ts";
import { findDueBatches, type DispatchBatchRow } from "#models/dispatch-batch.server.ts";
import { noteMove } from "./campaign-moves.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { controlRun } from "./runs.server.ts";

const OWNER = "restore-guard";
/** Later than any due time or lease. */
const EVER = new Date(8_640_000_000_000_000);

export interface Held {
  /** Runs paused; a member resumes them. */
  readonly runs: number;
  /** Scheduled campaigns whose time has passed: drafts again. */
  readonly campaigns: number;
  /** Replies and single messages: shown as uncertain, never sent by a machine. */
  readonly singles: number;
}

export interface HoldRules {
  readonly why: "restored" | "away";
  /** Only what nobody touched since; null = all of it. */
  readonly before: Date | null;
}

/**
 * A restored database does not know what was sent after the backup was made. Whatever it would send by
 * itself is held before a worker sees it. Safe to repeat.
 */
export async function holdRestored(
  rt: Pick<Runtime, "now" | "newId" | "log">,
  rules: HoldRules,
): Promise<Held> {
  const held = {
    runs: await holdRuns(rt, rules),
    campaigns: await holdDueCampaigns(rt, rules),
    singles: await doubtSingles(rt, rules),
  };
  const facts = { event: "restore.held", why: rules.why, ...held };
  rt.log.warn(facts, "what would have been sent from an older database is held");
  return held;
}

async function holdRuns(
  rt: Pick<Runtime, "now" | "newId" | "log">,
  { why, before }: HoldRules,
): Promise<number> {
  let runs = 0;
  for (const run of await findActiveRuns()) {
    if (run.control.state !== "go" || isYoung(run.control.at, before)) continue;
    const paused = await controlRun(run._id, "pause", { code: why }, rt);
    if (paused.ok) runs += 1;
  }
  return runs;
}

function isYoung(at: Date, before: Date | null): boolean {
  return before !== null && at > before;
}

async function holdDueCampaigns(
  rt: Pick<Runtime, "now" | "newId" | "log">,
  { why, before }: HoldRules,
): Promise<number> {
  const reason = { code: why };
  let campaigns = 0;
  for (const campaign of await findDueCampaigns(rt.now())) {
    if (isYoung(campaign.updatedAt, before)) continue;
    const change = { stateReason: reason, updatedAt: rt.now() };
    if (!(await moveCampaign(campaign._id, "scheduled", "draft", change))) continue;
    const move = { from: "scheduled", to: "draft", actor: "system", reason } as const;
    await noteMove({ campaign, ...move }, rt);
    campaigns += 1;
  }
  return campaigns;
}

/** As if their worker had died with the window open: recovery makes doubts of them, not sends. */
async function doubtSingles(rt: Pick<Runtime, "now">, { before }: HoldRules): Promise<number> {
  const batches = await findExpiredLeases(EVER);
  for (const lane of lanes) batches.push(...(await findDueBatches(lane, EVER)));
  let singles = 0;
  for (const batch of batches) {
    if (isYoung(batch.createdAt, before)) continue;
    if (batch.campaignId === null && (await openWindow(batch, rt.now()))) singles += batch.size;
  }
  return singles;
}

function openWindow(batch: DispatchBatchRow, now: Date): Promise<boolean> {
  const lease = { owner: OWNER, until: new Date(0) };
  const window = { from: batch.settled, to: batch.size, at: now, owner: OWNER };
  return changeUnderClaim(batch.claim, { state: "leased", lease, window });
}
