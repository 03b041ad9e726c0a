/** What one settled send says about the run it belongs to. */
export type RunSample = "fine" | "refused" | "doubtful";

export interface RunHealth {
  /** The last 500 in a ring. */
  readonly recent: RunSample[];
  next: number;
  refusedInARow: number;
}

const WATCHED = 500;
const SAMPLES_MIN = 100;

/** More than this share, or this many in a row. */
export const alarmLimits = {
  "refused-in-a-row": 20,
  "refused-share": 0.05,
  "doubtful-share": 0.01,
} as const;

export const alarms = ["refused-in-a-row", "refused-share", "doubtful-share"] as const;
export type Alarm = (typeof alarms)[number];

export function newRunHealth(): RunHealth {
  return { recent: [], next: 0, refusedInARow: 0 };
}

/** Mutates: one instance per run and worker, fed once per message. */
export function observe(health: RunHealth, sample: RunSample): void {
  health.recent[health.next] = sample;
  health.next = (health.next + 1) % WATCHED;
  health.refusedInARow = sample === "refused" ? health.refusedInARow + 1 : 0;
}

/** Why the run should stop and wait for a person; null = go on. */
export function alarmOf(health: RunHealth): Alarm | null {
  if (health.refusedInARow >= alarmLimits["refused-in-a-row"]) return "refused-in-a-row";
  const total = health.recent.length;
  if (total < SAMPLES_MIN) return null;
  let refused = 0;
  let doubtful = 0;
  for (const sample of health.recent) {
    if (sample === "refused") refused += 1;
    else if (sample === "doubtful") doubtful += 1;
  }
  if (refused / total > alarmLimits["refused-share"]) return "refused-share";
  return doubtful / total > alarmLimits["doubtful-share"] ? "doubtful-share" : null;
}
