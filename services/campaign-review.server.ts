import { isEverybody } from "#core/audience/parts.ts";
import { readiness, type CampaignFacts, type Readiness } from "#core/campaign/readiness.ts";
import { fitProblems } from "#core/template/fit.ts";
import { decideReach } from "#core/audience/reach.ts";
import type { MessageContent } from "#core/message/message.ts";
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
  /** Why there is no message, or what the channel would refuse about it. */
  readonly problem: string | null;
}

export interface CampaignReview {
  readonly readiness: Readiness;
  readonly counted: CountedWaterfall;
  readonly template: TemplateRow | null;
  readonly revision: TemplateRevisionRow | null;
  readonly accounts: readonly ChannelAccountRow[];
  readonly samples: readonly SampleMessage[];
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
    contentProblems: [...new Set(samples.flatMap(({ problem }) => problem ?? []))].slice(0, 5),
    schedule:
      campaign.schedule.mode === "now"
        ? { mode: "now" }
        : { mode: "at", reading: readWallTime(campaign.schedule) },
    now: rt.now(),
    hasWorker: workers > 0,
  });
  return { readiness: judged, counted, template, revision, accounts, samples };
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
    const problem = result?.ok
      ? channelProblem(result.value.content, channel, campaign, accounts, rt)
      : `${result?.error ?? "crashed"}: ${result?.detail ?? ""}`;
    const { _id: contactId, name, locale } = contact;
    return { contactId, name, locale, channel, content, problem };
  });
}

/** Where the provider wants approved templates, campaigns reach people outside the window. */
function hasProviderText(revision: TemplateRevisionRow, channel: string): boolean {
  return revision.variants.some(
    (variant) => variant.channel === channel && variant.content.provider !== null,
  );
}

/** What the channel would refuse about the message, in a word. */
function channelProblem(
  content: MessageContent,
  channel: string,
  { senders }: CampaignRow,
  accounts: readonly ChannelAccountRow[],
  rt: Pick<Runtime, "findChannel">,
): string | null {
  const sender = senders.find((one) => one.channel === channel);
  const account = accounts.find((row) => row._id === sender?.accountId);
  const limits = account ? rt.findChannel(account.adapterId)?.limits : undefined;
  const [first] = limits ? fitProblems(content, limits) : [];
  return first ? `${channel}: ${first.kind}` : null;
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
