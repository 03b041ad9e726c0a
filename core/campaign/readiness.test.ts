import { expect, test } from "vitest";
import { isStepDone, readiness, type CampaignFacts } from "./readiness.ts";

const ready: CampaignFacts = {
  name: "Spring offer",
  senders: [{ channel: "whatsapp", state: "active", isSimulated: false }],
  isForEverybody: false,
  waterfall: { matched: 10, "no-address": 1, "no-consent": 1, suppressed: 1, "will-send": 7 },
  hasTemplate: true,
  isTemplateArchived: false,
  variantChannels: ["whatsapp"],
  isSamePurpose: true,
  contentProblems: [],
  missingValues: [],
  schedule: { mode: "now" },
  now: new Date("2026-03-01T09:00:00Z"),
  hasWorker: true,
};
const at = new Date("2026-03-29T01:00:00Z");

test("a complete campaign has nothing to mend", () => {
  expect(readiness(ready)).toEqual({ blockers: [], warnings: [] });
});

test.for([
  ["no name", { name: " " }, "no-name", "goal"],
  ["no channel", { senders: [] }, "no-sender", "goal"],
  [
    "an account that was removed",
    { senders: [{ channel: "whatsapp", state: "missing", isSimulated: false }] },
    "account-missing",
    "goal",
  ],
  ["people not counted yet", { waterfall: null }, "still-counting", "audience"],
  [
    "nobody left after consent",
    { waterfall: { matched: 3, "no-address": 0, "no-consent": 3, suppressed: 0, "will-send": 0 } },
    "nobody-left",
    "audience",
  ],
  ["no template", { hasTemplate: false }, "no-template", "content"],
  ["a channel without a text", { variantChannels: ["sms"] }, "no-variant", "content"],
  [
    "an empty message",
    {
      contentProblems: [{ channel: "sms", problem: { source: "fit", problem: { kind: "empty" } } }],
    },
    "content-problem",
    "content",
  ],
  [
    "a value nobody has",
    { missingValues: [{ variable: "attributes.city", people: 8, lookedAt: 8 }] },
    "missing-for-all",
    "content",
  ],
  [
    "a time the clocks leave out",
    { schedule: { mode: "at", reading: { kind: "missing", at, shownAs: "2026-03-29T03:00" } } },
    "time-missing",
    "time",
  ],
  [
    "a time gone by",
    { schedule: { mode: "at", reading: { kind: "exact", at: new Date("2026-02-01") } } },
    "time-past",
    "time",
  ],
] as const)("%s blocks its own step", ([, change, kind, step]) => {
  const judged = readiness({ ...ready, ...change });
  expect(judged.blockers.map((blocker) => blocker.kind)).toEqual([kind]);
  expect(isStepDone(step, judged)).toBe(false);
  expect(isStepDone("review", judged)).toBe(false);
});

test("an hour shown twice is explained, not refused", () => {
  const reading = { kind: "ambiguous", at, again: new Date("2026-03-29T02:00:00Z") } as const;
  const judged = readiness({ ...ready, schedule: { mode: "at", reading } });
  expect(judged.blockers).toEqual([]);
  expect(judged.warnings.map((warning) => warning.kind)).toEqual(["time-ambiguous"]);
});

test("a value that some people lack is a warning: those are skipped, the others are not", () => {
  const missing = { variable: "attributes.city", people: 3, lookedAt: 8 };
  const judged = readiness({ ...ready, missingValues: [missing] });
  expect(judged.blockers).toEqual([]);
  expect(judged.warnings).toMatchObject([{ kind: "missing-values", step: "content", missing }]);
});
