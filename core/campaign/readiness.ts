import type { ReachStage } from "../audience/reach.ts";
import type { ContentProblem } from "../template/preview.ts";
import type { WallReading } from "../schedule/timezone.ts";

export const wizardSteps = ["goal", "audience", "content", "time", "review"] as const;
export type WizardStep = (typeof wizardSteps)[number];

export type Waterfall = Readonly<Record<ReachStage, number>> & { readonly matched: number };

/** What a campaign is made of, gathered by the service; this page of code only judges. */
export interface CampaignFacts {
  readonly name: string;
  readonly senders: readonly {
    readonly channel: string;
    readonly state: "active" | "paused" | "broken" | "missing";
    readonly isSimulated: boolean;
  }[];
  readonly isForEverybody: boolean;
  /** null while people are still being counted. */
  readonly waterfall: Waterfall | null;
  readonly hasTemplate: boolean;
  readonly isTemplateArchived: boolean;
  /** Channels the template has a text for. */
  readonly variantChannels: readonly string[];
  readonly isSamePurpose: boolean;
  /** What is wrong with the messages of the people looked at, one entry per problem. */
  readonly contentProblems: readonly ContentProblem[];
  /** Values some of the people looked at lack: they are skipped, the others get theirs. */
  readonly missingValues: readonly MissingValue[];
  readonly schedule:
    { readonly mode: "now" } | { readonly mode: "at"; readonly reading: WallReading };
  readonly now: Date;
  readonly hasWorker: boolean;
}

export interface MissingValue {
  /** As templates write it: "attributes.city". */
  readonly variable: string;
  readonly people: number;
  readonly lookedAt: number;
}

export const blockerKinds = [
  "no-name",
  "no-sender",
  "account-missing",
  "account-broken",
  "nobody-matches",
  "nobody-left",
  "still-counting",
  "no-template",
  "template-archived",
  "no-variant",
  "content-problem",
  "missing-for-all",
  "time-unreadable",
  "time-missing",
  "time-past",
] as const;
export const warningKinds = [
  "account-paused",
  "account-simulated",
  "everybody",
  "many-left-out",
  "other-purpose",
  "missing-values",
  "time-ambiguous",
  "no-worker",
] as const;
export type BlockerKind = (typeof blockerKinds)[number];
export type WarningKind = (typeof warningKinds)[number];

/** One thing to mend or to know, with the step and field where it is mended. */
export interface Finding<Kind extends string> {
  readonly kind: Kind;
  readonly step: WizardStep;
  readonly field: string;
  /** For the sentence: a channel, a number, a wall time. */
  readonly detail: string | null;
  readonly problem?: ContentProblem | undefined;
  readonly missing?: MissingValue | undefined;
}

export interface Readiness {
  readonly blockers: readonly Finding<BlockerKind>[];
  readonly warnings: readonly Finding<WarningKind>[];
}

export function readiness(facts: CampaignFacts): Readiness {
  return {
    blockers: [
      ...senderBlockers(facts),
      ...audienceBlockers(facts),
      ...contentBlockers(facts),
      ...timeBlockers(facts),
    ],
    warnings: findWarnings(facts),
  };
}

const notYetFilledIn: ReadonlySet<string> = new Set<BlockerKind>([
  "no-name",
  "no-sender",
  "no-template",
  "time-unreadable",
]);

/** Something still to choose, as against something chosen wrongly. */
export function isNotYetFilledIn(kind: BlockerKind): boolean {
  return notYetFilledIn.has(kind);
}

/** A step is done when nothing in it blocks. */
export function isStepDone(step: WizardStep, { blockers }: Readiness): boolean {
  if (step === "review") return blockers.length === 0;
  return blockers.every((blocker) => blocker.step !== step);
}

function finding<Kind extends string>(
  kind: Kind,
  step: WizardStep,
  field: string,
  detail: string | null = null,
): Finding<Kind> {
  return { kind, step, field, detail };
}

function senderBlockers({ name, senders }: CampaignFacts): readonly Finding<BlockerKind>[] {
  const found: Finding<BlockerKind>[] = [];
  if (name.trim() === "") found.push(finding("no-name", "goal", "name"));
  if (senders.length === 0) found.push(finding("no-sender", "goal", "senders"));
  for (const { state, channel } of senders) {
    if (state === "missing") found.push(finding("account-missing", "goal", "senders", channel));
    if (state === "broken") found.push(finding("account-broken", "goal", "senders", channel));
  }
  return found;
}

function audienceBlockers({ waterfall, senders }: CampaignFacts): readonly Finding<BlockerKind>[] {
  if (!waterfall) return [finding("still-counting", "audience", "include")];
  if (waterfall.matched === 0) return [finding("nobody-matches", "audience", "include")];
  if (waterfall["will-send"] === 0 && senders.length > 0) {
    return [finding("nobody-left", "audience", "include", String(waterfall.matched))];
  }
  return [];
}

function contentBlockers(facts: CampaignFacts): readonly Finding<BlockerKind>[] {
  if (!facts.hasTemplate) return [finding("no-template", "content", "templateId")];
  if (facts.isTemplateArchived) return [finding("template-archived", "content", "templateId")];
  const missing = facts.senders.filter(({ channel }) => !facts.variantChannels.includes(channel));
  return [
    ...missing.map(({ channel }) => finding("no-variant", "content", "templateId", channel)),
    ...facts.contentProblems.map((problem) => ({
      ...finding("content-problem" as const, "content", "templateId"),
      problem,
    })),
    ...facts.missingValues
      .filter(({ people, lookedAt }) => people === lookedAt)
      .map((missing) => ({
        ...finding("missing-for-all" as const, "content", "templateId"),
        missing,
      })),
  ];
}

function timeBlockers({ schedule, now }: CampaignFacts): readonly Finding<BlockerKind>[] {
  if (schedule.mode === "now") return [];
  const { reading } = schedule;
  if (reading.kind === "unreadable") return [finding("time-unreadable", "time", "localTime")];
  if (reading.kind === "missing") {
    return [finding("time-missing", "time", "localTime", reading.shownAs)];
  }
  return reading.at <= now ? [finding("time-past", "time", "localTime")] : [];
}

function findWarnings(facts: CampaignFacts): readonly Finding<WarningKind>[] {
  const { senders, waterfall, schedule } = facts;
  const found: Finding<WarningKind>[] = [];
  for (const { state, channel, isSimulated } of senders) {
    if (state === "paused") found.push(finding("account-paused", "goal", "senders", channel));
    if (isSimulated) found.push(finding("account-simulated", "goal", "senders", channel));
  }
  if (facts.isForEverybody) found.push(finding("everybody", "audience", "include"));
  if (waterfall && waterfall["will-send"] > 0 && waterfall["will-send"] * 2 < waterfall.matched) {
    const leftOut = waterfall.matched - waterfall["will-send"];
    found.push(finding("many-left-out", "audience", "include", String(leftOut)));
  }
  if (facts.hasTemplate && !facts.isSamePurpose) {
    found.push(finding("other-purpose", "content", "templateId"));
  }
  for (const missing of facts.missingValues.filter((one) => one.people < one.lookedAt)) {
    found.push({ ...finding("missing-values" as const, "content", "templateId"), missing });
  }
  if (schedule.mode === "at" && schedule.reading.kind === "ambiguous") {
    found.push(finding("time-ambiguous", "time", "localTime"));
  }
  if (!facts.hasWorker) found.push(finding("no-worker", "review", "worker"));
  return found;
}
