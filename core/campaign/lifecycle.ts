export const campaignStates = [
  "draft",
  "scheduled",
  "running",
  "paused",
  "done",
  "cancelled",
] as const;
export type CampaignState = (typeof campaignStates)[number];

const moves = {
  draft: ["scheduled", "running", "cancelled"],
  scheduled: ["draft", "running", "cancelled"],
  running: ["paused", "done", "cancelled"],
  paused: ["running", "cancelled"],
  done: [],
  cancelled: [],
} as const satisfies Record<CampaignState, readonly CampaignState[]>;

export function canMove(from: CampaignState, to: CampaignState): boolean {
  return (moves[from] as readonly CampaignState[]).includes(to);
}
