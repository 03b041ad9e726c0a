import { isEverybody } from "#core/audience/parts.ts";
import { estimateCosts, type ChannelCost, type ChannelLoad } from "#core/campaign/cost.ts";
import {
  readiness,
  type CampaignFacts,
  type MissingValue,
  type Readiness,
} from "#core/campaign/readiness.ts";
import { fitProblems } from "#core/template/fit.ts";
import { decideReach } from "#core/audience/reach.ts";
import { contentText, type MessageContent } from "#core/message/message.ts";
import type { ContentProblem, PreviewProblem } from "#core/template/preview.ts";
import { countSegments } from "#core/template/segments.ts";
import { readWallTime } from "#core/schedule/timezone.ts";
import type { CampaignRow } from "#models/campaign.server.ts";
import { ChannelAccounts, type ChannelAccountRow } from "#models/channel-account.server.ts";
import type { ContactRow } from "#models/contact.server.ts";
import {
  findRevision,
  findTemplate,
  type TemplateRevisionRow,
  type TemplateRow,
} from "#models/template.server.ts";
import { countLiveWorkers } from "#models/worker.server.ts";
import { readAudiences, resolveSenders } from "./audiences.server.ts";
import { createRenderer } from "./rendering.server.ts";
import { slotProblems, unsafeLinkProblems } from "./template-preview.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { countWaterfall, listWaterfallPeople, type CountedWaterfall } from "./waterfall.server.ts";

export type ReviewRuntime = Pick<Runtime, "now" | "findChannel" | "vault" | "publicUrl">;

/** One person's own message, as it would leave. */
export interface SampleMessage {
  readonly contactId: string;
  readonly name: string;
  readonly locale: string | null;
  readonly channel: string;
  readonly content: MessageContent | null;
  /** Why there is no message, or what would be refused about it. */
  readonly problems: readonly PreviewProblem[];
}

export interface CampaignReview {
  readonly readiness: Readiness;
  readonly counted: CountedWaterfall;
  readonly template: TemplateRow | null;
  readonly revision: TemplateRevisionRow | null;
  readonly accounts: readonly ChannelAccountRow[];
  readonly samples: readonly SampleMessage[];
  readonly costs: readonly ChannelCost[];
}

/** Everything the review page says and the send button obeys. Reads only. */
export async function reviewCampaign(
  campaign: CampaignRow,
  rt: ReviewRuntime,
): Promise<CampaignReview> {
  const { workspaceId } = campaign;
  const [counted, accounts, content, workers, audiences] = await Promise.all([
    countWaterfall(campaign, rt),
    ChannelAccounts.find({ workspaceId }).lean<ChannelAccountRow[]>(),
    readContent(campaign),
    countLiveWorkers(rt.now()),
    readAudiences(campaign),
  ]);
  const { template, revision } = content;
  const samples = revision ? await sampleMessages(campaign, revision, accounts, rt) : [];
  const judged = readiness({
    ...senderFacts(campaign, accounts),
    name: campaign.name,
    isForEverybody: isEverybody(campaign.include, audiences),
    waterfall: counted.isComplete ? counted.counts : null,
    hasTemplate: template !== null,
    isTemplateArchived: template !== null && template.archivedAt !== null,
    variantChannels: revision?.variants.map((variant) => variant.channel) ?? [],
    isSamePurpose: template === null || template.purpose === campaign.purpose,
    contentProblems: contentProblems(campaign, revision, samples),
    missingValues: missingValues(samples),
    schedule:
      campaign.schedule.mode === "now"
        ? { mode: "now" }
        : { mode: "at", reading: readWallTime(campaign.schedule) },
    now: rt.now(),
    hasWorker: workers > 0,
  });
  const costs = costsOf(counted, campaign, accounts, samples);
  return { readiness: judged, counted, template, revision, accounts, samples, costs };
}

function senderFacts(
  { senders }: CampaignRow,
  accounts: readonly ChannelAccountRow[],
): Pick<CampaignFacts, "senders"> {
  return {
    senders: senders.map(({ channel, accountId }) => {
      const account = accounts.find((row) => row._id === accountId && row.channel === channel);
      const isSimulated = account?.isSimulated ?? false;
      return { channel, state: account?.state ?? ("missing" as const), isSimulated };
    }),
  };
}

async function readContent({ workspaceId, templateId, revisionId }: CampaignRow) {
  const found = templateId === null ? null : await findTemplate(templateId);
  const template = found?.workspaceId === workspaceId ? found : null;
  const wanted = revisionId ?? template?.revisionId ?? null;
  const revision = wanted === null ? null : await findRevision(wanted);
  return { template, revision: revision?.workspaceId === workspaceId ? revision : null };
}

const LOOKED_AT = 200;
const SAMPLES_MAX = 8;

/** The awkward people first: longest name, no first name, right-to-left, other languages. */
export async function sampleMessages(
  campaign: CampaignRow,
  revision: TemplateRevisionRow,
  accounts: readonly ChannelAccountRow[],
  rt: ReviewRuntime,
): Promise<readonly SampleMessage[]> {
  const input = { ...campaign, stage: "will-send", after: null, size: LOOKED_AT } as const;
  const [{ people }, senders] = await Promise.all([
    listWaterfallPeople(input, rt),
    resolveSenders(campaign.workspaceId, campaign.senders, rt),
  ]);
  const renderer = await createRenderer(revision, rt);
  const chosen = awkwardFirst(people).flatMap((contact) => {
    // These people will be sent to: the stage was "will-send", so nothing of theirs is suppressed.
    const { channel } = decideReach(contact, senders, campaign.purpose, () => false);
    return channel === null ? [] : [{ contact, channel }];
  });
  const rendered = await renderer.renderMany(
    chosen.map(({ contact, channel }) => ({
      contact,
      channel,
      locale: contact.locale,
      isWindowOpen: !hasProviderText(revision, channel),
      deliveryId: "preview",
    })),
  );
  return chosen.map(({ contact, channel }, index) => {
    const result = rendered[index];
    const content = result?.ok ? result.value.content : null;
    const problems: readonly PreviewProblem[] = result?.ok
      ? messageProblems(result.value.content, channel, campaign, accounts, rt)
      : [{ source: "render", kind: result?.error ?? "crashed", detail: result?.detail ?? "" }];
    const { _id: contactId, name, locale } = contact;
    return { contactId, name, locale, channel, content, problems };
  });
}

const PROBLEMS_MAX = 5;

/** Each problem once, whoever has it; a missing value concerns one person only and is counted apart. */
function contentProblems(
  { senders }: CampaignRow,
  revision: TemplateRevisionRow | null,
  samples: readonly SampleMessage[],
): readonly ContentProblem[] {
  const used = (revision?.variants ?? []).filter(({ channel }) =>
    senders.some((sender) => sender.channel === channel),
  );
  const unfilled = used.flatMap((variant) =>
    slotProblems(variant).map((problem) => ({ channel: variant.channel, problem })),
  );
  const found = samples.flatMap(({ channel, problems }) =>
    problems
      .filter((problem) => missingVariable(problem) === null)
      // A channel without a variant is a finding of its own.
      .filter((problem) => problem.source !== "render" || problem.kind !== "no-variant")
      .map((problem) => ({ channel, problem })),
  );
  const once = new Map([...unfilled, ...found].map((one) => [JSON.stringify(one), one]));
  return [...once.values()].slice(0, PROBLEMS_MAX);
}

function missingValues(samples: readonly SampleMessage[]): readonly MissingValue[] {
  const counts = new Map<string, number>();
  for (const { problems } of samples) {
    for (const variable of problems.flatMap((one) => missingVariable(one) ?? [])) {
      counts.set(variable, (counts.get(variable) ?? 0) + 1);
    }
  }
  return [...counts]
    .slice(0, PROBLEMS_MAX)
    .map(([variable, people]) => ({ variable, people, lookedAt: samples.length }));
}

function missingVariable(problem: PreviewProblem): string | null {
  return problem.source === "render" && problem.kind === "missing-variable" ? problem.detail : null;
}

/** Where the provider wants approved templates, campaigns reach people outside the window. */
function hasProviderText(revision: TemplateRevisionRow, channel: string): boolean {
  return revision.variants.some(
    (variant) => variant.channel === channel && variant.content.provider !== null,
  );
}

/** What the channel would refuse about the message, and links nobody should press. */
function messageProblems(
  content: MessageContent,
  channel: string,
  { senders }: CampaignRow,
  accounts: readonly ChannelAccountRow[],
  rt: Pick<Runtime, "findChannel">,
): readonly PreviewProblem[] {
  const sender = senders.find((one) => one.channel === channel);
  const account = accounts.find((row) => row._id === sender?.accountId);
  const limits = account ? rt.findChannel(account.adapterId)?.limits : undefined;
  const unfit = limits ? fitProblems(content, limits) : [];
  return [
    ...unfit.map((problem): PreviewProblem => ({ source: "fit", problem })),
    ...unsafeLinkProblems(content),
  ];
}

/** One line per channel that carries somebody, with what its account says a message costs. */
function costsOf(
  { byChannel }: CountedWaterfall,
  { senders }: CampaignRow,
  accounts: readonly ChannelAccountRow[],
  samples: readonly SampleMessage[],
): readonly ChannelCost[] {
  return estimateCosts(
    senders.map(({ channel, accountId }) => ({
      channel,
      people: byChannel[channel] ?? 0,
      parts: channel === "sms" ? partsOf(samples) : null,
      price: accounts.find((row) => row._id === accountId)?.price ?? null,
    })),
  );
}

function partsOf(samples: readonly SampleMessage[]): ChannelLoad["parts"] {
  const counts = samples.flatMap(({ channel, content }) =>
    channel === "sms" && content ? [countSegments(contentText(content)).segments] : [],
  );
  return counts.length === 0 ? null : { min: Math.min(...counts), max: Math.max(...counts) };
}

function awkwardFirst(people: readonly ContactRow[]): readonly ContactRow[] {
  const longest = people.reduce<ContactRow | null>(
    (best, row) => (row.name.length > (best?.name.length ?? 0) ? row : best),
    null,
  );
  const nameless = people.find((row) => !row.firstName);
  const rightToLeft = people.find((row) => /[\u0590-\u08ff]/u.test(row.name));
  const languages = [...new Map(people.map((row) => [row.locale, row])).values()];
  const order = [people[0], longest, nameless, rightToLeft, ...languages, ...people];
  const found = order.filter((row) => row !== undefined && row !== null);
  return [...new Map(found.map((row) => [row._id, row])).values()].slice(0, SAMPLES_MAX);
}
