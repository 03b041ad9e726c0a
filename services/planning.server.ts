import { place } from "#core/delivery/placement.ts";
import { isReachable } from "#core/audience/context.ts";
import type { ReachSender } from "#core/audience/reach.ts";
import { CampaignRuns, findCampaignRun, type CampaignRunRow } from "#models/campaign-run.server.ts";
import { findContactWindow, type ContactRow } from "#models/contact.server.ts";
import type { DeliveryRow } from "#models/delivery.server.ts";
import type { BatchPayloadRow, PlannedRecipient } from "#models/batch-payload.server.ts";
import { type DispatchBatchRow, unclaimed } from "#models/dispatch-batch.server.ts";
import { native } from "#models/native.server.ts";
import { commitPlanStep } from "#models/plan-commit.server.ts";
import { findSuppressedKeys, suppressionKey, suppressionKeys } from "#models/suppression.server.ts";
import { resolveSenders, rulesMatcher } from "./audiences.server.ts";
import { deliveryIdOf } from "./delivery-key.server.ts";
import { reach } from "./dispatch-context.server.ts";
import { settledRow } from "./dispatch-row.server.ts";
import { announceProgress } from "./progress.server.ts";
import { nudgePumps } from "./pump-nudge.server.ts";
import type { Runtime } from "./runtime.server.ts";

export type PlanningRuntime = Pick<
  Runtime,
  "config" | "now" | "newId" | "log" | "findChannel" | "failpoint"
>;

/** The first step is small, so that sending starts at once; the rest walks behind it. */
const FIRST_WINDOW = 200;
const WINDOW = 1_000;
/** A rare segment still saves its place this often. */
const WALK_MAX = 20_000;

export type PlanEnd = "planned" | "moved" | "cancelled" | "stopped";

/** Walks the run's audience by ordinal and puts everybody into a batch or a skipped row. Safe to repeat. */
export async function planRun(
  runId: string,
  rt: PlanningRuntime,
  shouldStop: () => boolean = () => false,
): Promise<PlanEnd> {
  let run = await findCampaignRun(runId);
  if (!run || run.plannedAt !== null) return "moved";
  const { workspaceId, startedAt } = run;
  // "In the last 7 days" counts back from the start, also for a planner that takes over later.
  const isIn = await rulesMatcher(run, { ...rt, now: () => startedAt });
  const senders = await resolveSenders(workspaceId, run.senders, rt);
  while (!shouldStop()) {
    const step = await collectStep(run, isIn, senders, rt);
    await reach("C1", rt);
    const committed = await commitPlanStep(step);
    if (committed === "cancelled") await stopPlanning(run, rt);
    if (committed !== "planned") return committed;
    nudgePumps();
    await announceProgress([run], rt);
    run = { ...run, ...step.next };
    if (run.plannedAt !== null) return "planned";
  }
  return "stopped";
}

async function stopPlanning(run: CampaignRunRow, rt: Pick<Runtime, "now">): Promise<void> {
  const $set = { plannedAt: rt.now(), state: "running" as const };
  await native(CampaignRuns).updateOne({ _id: run._id }, { $set });
}

interface Placed {
  readonly recipient: PlannedRecipient;
  readonly channel: string;
  readonly accountId: string;
}

async function collectStep(
  run: CampaignRunRow,
  isIn: (contact: ContactRow) => boolean,
  senders: readonly ReachSender[],
  rt: PlanningRuntime,
) {
  const placed: Placed[] = [];
  const skipped: DeliveryRow[] = [];
  const isFirst = run.cursor === 1 || run.plannedCount === 0;
  const wanted = isFirst ? 1 : rt.config.BATCH_SIZE;
  let cursor = run.cursor;
  while (placed.length < wanted && cursor <= run.lastOrdinal && cursor - run.cursor < WALK_MAX) {
    const size = isFirst && cursor === run.cursor ? FIRST_WINDOW : WINDOW;
    const to = Math.min(cursor + size - 1, run.lastOrdinal);
    const people = await findContactWindow({ workspaceId: run.workspaceId, from: cursor, to });
    const matched = people.filter(isIn).sort((a, b) => a.ordinal - b.ordinal);
    await placeAll(run, matched, senders, placed, skipped, rt);
    cursor = to + 1;
  }
  const isDone = cursor > run.lastOrdinal;
  const now = rt.now();
  const grouped = batchesOf(run, placed, rt);
  return {
    runId: run._id,
    cursor: run.cursor,
    next: {
      cursor,
      nextBatchSeq: run.nextBatchSeq + grouped.batches.length,
      plannedCount: run.plannedCount + placed.length + skipped.length,
      ...(isDone ? { plannedAt: now, state: "running" as const } : {}),
    },
    ...grouped,
    skipped,
  };
}

async function placeAll(
  run: CampaignRunRow,
  people: readonly ContactRow[],
  senders: readonly ReachSender[],
  placed: Placed[],
  skipped: DeliveryRow[],
  rt: PlanningRuntime,
): Promise<void> {
  const { workspaceId } = run;
  const keys = people.flatMap((person) =>
    person.identities.flatMap((one) => {
      const mayCarry = senders.filter((sender) => isReachable(one, sender));
      if (mayCarry.length === 0) return [];
      return [...mayCarry.map((sender) => sender.channel), "*"].map((channel) =>
        suppressionKey(workspaceId, channel, one),
      );
    }),
  );
  const suppressed = await findSuppressedKeys(keys);
  const seen = new Set<string>();
  for (const person of people) {
    const isSuppressed = (index: number, channel: string): boolean => {
      const identity = person.identities[index];
      if (!identity) return false;
      return suppressionKeys(workspaceId, channel, identity).some((key) => suppressed.has(key));
    };
    const placement = place(person, senders, run.purpose, isSuppressed);
    const { channel, accountId, addressKind, address } = placement;
    const recipient: PlannedRecipient = {
      deliveryId: deliveryIdOf(run._id, person._id),
      seq: run.plannedCount + placed.length + skipped.length,
      contactId: person._id,
      addressKind,
      address,
      locale: person.locale,
      attempts: 0,
    };
    const addressOnce = `${accountId}:${addressKind}:${address}`;
    const isRepeat = placement.kind === "send" && seen.has(addressOnce);
    if (placement.kind === "send" && !isRepeat) {
      seen.add(addressOnce);
      placed.push({ recipient, channel, accountId });
      continue;
    }
    const reason = placement.kind === "skip" ? placement.reason : "duplicate-address";
    const header = headerOf(run, { channel, accountId, _id: "" }, [recipient], rt.now());
    const row = settledRow(header, recipient, { state: "skipped", reason }, rt.now());
    skipped.push({ ...row, batchId: null });
  }
}

function batchesOf(run: CampaignRunRow, placed: readonly Placed[], rt: PlanningRuntime) {
  const byAccount = new Map<string, Placed[]>();
  for (const one of placed) {
    const group = byAccount.get(one.accountId);
    if (group) group.push(one);
    else byAccount.set(one.accountId, [one]);
  }
  const batches: DispatchBatchRow[] = [];
  const payloads: BatchPayloadRow[] = [];
  const now = rt.now();
  for (const group of byAccount.values()) {
    for (let at = 0; at < group.length; at += rt.config.BATCH_SIZE) {
      const part = group.slice(at, at + rt.config.BATCH_SIZE);
      const [first] = part;
      if (!first) continue;
      const seq = String(run.nextBatchSeq + batches.length).padStart(7, "0");
      const _id = `bat_${run._id.slice(4)}_${seq}`;
      const { channel, accountId } = first;
      const recipients = part.map((one) => one.recipient);
      batches.push(headerOf(run, { channel, accountId, _id }, recipients, now));
      payloads.push({ _id, runId: run._id, recipients, single: null });
    }
  }
  return { batches, payloads };
}

function headerOf(
  run: CampaignRunRow,
  of: Pick<DispatchBatchRow, "_id" | "channel" | "accountId">,
  recipients: readonly PlannedRecipient[],
  now: Date,
): DispatchBatchRow {
  return {
    ...of,
    ...unclaimed(of._id, recipients),
    workspaceId: run.workspaceId,
    runId: run._id,
    campaignId: run.campaignId,
    purpose: run.purpose,
    lane: run.purpose === "transactional" ? "transactional" : "marketing",
    state: "due",
    dueAt: now,
    isRetry: false,
    bornAt: now,
    createdAt: now,
  };
}
