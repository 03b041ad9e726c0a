import { DAY_MS } from "#core/duration.ts";
import { type CampaignRow, findCampaigns } from "#models/campaign.server.ts";
import { listChannelAccounts } from "#models/channel-account.server.ts";
import { countContacts } from "#models/contact.server.ts";
import { countUnread, type UnreadCounts } from "./inbox-view.server.ts";
import { readProgress } from "./run-progress.server.ts";
import type { Runtime } from "./runtime.server.ts";

export interface RunningCampaign {
  readonly id: string;
  readonly name: string;
  readonly state: CampaignRow["state"];
  readonly planned: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly replied: number;
  readonly done: number;
  readonly secondsLeft: number | null;
  readonly liveWorkers: number;
}

export interface WaitingCampaign {
  readonly id: string;
  readonly name: string;
  readonly at: Date;
}

export interface HomeView {
  readonly running: readonly RunningCampaign[];
  readonly scheduled: readonly WaitingCampaign[];
  readonly drafts: readonly WaitingCampaign[];
  readonly unread: UnreadCounts;
  readonly week: {
    readonly accepted: number;
    readonly replied: number;
    readonly campaigns: number;
  };
  /** What a new workspace still has to do before its first reply. */
  readonly steps: {
    readonly hasChannel: boolean;
    readonly hasPeople: boolean;
    readonly hasSent: boolean;
  };
}

interface HomeInput {
  readonly workspaceId: string;
  readonly memberId: string;
}

const SHOWN_MAX = 5;
const WEEK_RUNS_MAX = 20;

/** What runs and what waits. Kept totals and small collections: no read grows with the audience. */
export async function readHome(input: HomeInput, rt: Pick<Runtime, "now">): Promise<HomeView> {
  const { workspaceId, memberId } = input;
  const now = rt.now();
  const [campaigns, accounts, people, unread] = await Promise.all([
    findCampaigns(workspaceId),
    listChannelAccounts(workspaceId),
    countContacts(workspaceId),
    countUnread(workspaceId, memberId, now),
  ]);
  const inState = (...states: CampaignRow["state"][]) =>
    campaigns.filter(({ state }) => states.includes(state));
  const active = inState("running", "paused").slice(0, SHOWN_MAX);
  const running = await Promise.all(active.map((row) => readRunning(row, rt)));
  return {
    running,
    scheduled: inState("scheduled").slice(0, SHOWN_MAX).map(waiting),
    drafts: inState("draft").slice(0, SHOWN_MAX).map(waiting),
    unread,
    week: await readWeek(campaigns, rt),
    steps: {
      hasChannel: accounts.length > 0,
      hasPeople: people > 0,
      hasSent: campaigns.some(({ runId }) => runId !== null),
    },
  };
}

async function readRunning(row: CampaignRow, rt: Pick<Runtime, "now">): Promise<RunningCampaign> {
  const progress = row.runId === null ? null : await readProgress(row.runId, rt);
  const { _id: id, name, state } = row;
  return {
    ...{ id, name, state },
    planned: progress?.planned ?? 0,
    accepted: progress?.accepted ?? 0,
    delivered: progress?.delivered ?? 0,
    replied: progress?.replied ?? 0,
    done: progress ? progress.planned - progress.pending : 0,
    secondsLeft: progress?.secondsLeft ?? null,
    liveWorkers: progress?.liveWorkers ?? 0,
  };
}

function waiting({ _id: id, name, scheduledAt, updatedAt }: CampaignRow): WaitingCampaign {
  return { id, name, at: scheduledAt ?? updatedAt };
}

/** Of the campaigns that changed within seven days; replies come in for as long. */
async function readWeek(campaigns: readonly CampaignRow[], rt: Pick<Runtime, "now">) {
  const since = rt.now().getTime() - 7 * DAY_MS;
  const runIds = campaigns
    .filter(({ updatedAt }) => updatedAt.getTime() >= since)
    .flatMap(({ runId }) => runId ?? [])
    .slice(0, WEEK_RUNS_MAX);
  const all = await Promise.all(runIds.map((runId) => readProgress(runId, rt)));
  const sum = (of: "accepted" | "replied") =>
    all.reduce((total, progress) => total + (progress?.[of] ?? 0), 0);
  return { accepted: sum("accepted"), replied: sum("replied"), campaigns: runIds.length };
}
