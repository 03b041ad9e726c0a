import type { Filter } from "#core/audience/filter.ts";
import type { Purpose } from "#core/message/message.ts";
import { draftOf } from "#services/templates.server.ts";
import { createFromStarter, saveTemplate } from "#services/templates.server.ts";
import { mediaRef, storeMedia } from "#services/media.server.ts";
import { Campaigns, findCampaigns } from "#models/campaign.server.ts";
import { findSegments } from "#models/audience.server.ts";
import { findRevision, findTemplate, listTemplates } from "#models/template.server.ts";
import { createCampaign, saveDraft } from "#services/campaigns.server.ts";
import { writeSegment } from "#services/segments.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { drawBoardingPass } from "./boarding-pass.ts";

interface Story {
  readonly name: string;
  readonly purpose: Purpose;
  readonly starterId: string;
  readonly segment: { readonly name: string; readonly filter: Filter };
  readonly senders: readonly { readonly channel: string; readonly accountId: string }[];
}

function tagged(tag: string): Filter {
  return { type: "and", rules: [{ type: "tag", tag }] };
}

export const stories: readonly Story[] = [
  {
    name: "Spring offer",
    purpose: "marketing",
    starterId: "spring-offer",
    segment: { name: "Plant lovers", filter: tagged("shop") },
    senders: [
      { channel: "whatsapp", accountId: "acc_demo_shop_whatsapp" },
      { channel: "email", accountId: "acc_demo_shop_email" },
      { channel: "sms", accountId: "acc_demo_shop_sms" },
    ],
  },
  {
    name: "Flood photos",
    purpose: "call-out",
    starterId: "photo-call",
    segment: { name: "Along the river", filter: tagged("newsroom") },
    senders: [
      { channel: "whatsapp", accountId: "acc_demo_news_whatsapp" },
      { channel: "telegram", accountId: "acc_demo_news_telegram" },
    ],
  },
  {
    name: "Boarding pass NZ 418",
    purpose: "transactional",
    starterId: "boarding-pass",
    segment: { name: "Passengers NZ 418", filter: tagged("airline") },
    senders: [
      { channel: "messenger", accountId: "acc_demo_air_messenger" },
      { channel: "whatsapp", accountId: "acc_demo_air_whatsapp" },
    ],
  },
];

interface Place {
  readonly workspaceId: string;
  readonly memberId: string;
}

/** Three campaigns ready to send; each can be sent again from its page. */
export async function seedStories(place: Place, rt: Runtime): Promise<void> {
  for (const story of stories) {
    const segmentId = await seedSegment(place, story, rt);
    const templateId = await seedTemplate(place, story, rt);
    await seedCampaign(place, story, { segmentId, templateId }, rt);
  }
}

async function seedSegment({ workspaceId }: Place, story: Story, rt: Runtime): Promise<string> {
  const { name, filter } = story.segment;
  const known = (await findSegments(workspaceId)).find((row) => row.name === name);
  if (known) return known._id;
  const made = await writeSegment({ workspaceId, id: null, name, filter }, rt);
  if (!made.ok) throw new Error(`Demo segment ${name}: ${made.error}`);
  return made.value.id;
}

async function seedTemplate(place: Place, story: Story, rt: Runtime): Promise<string> {
  const name = templateName(story);
  const known = (await listTemplates(place.workspaceId)).find((row) => row.name === name);
  if (known) return known._id;
  const made = await createFromStarter(story.starterId, place, rt);
  if (!made.ok) throw new Error(`Demo template ${story.starterId}: ${made.error}`);
  const { templateId } = made.value;
  if (story.starterId === "boarding-pass") await attachPass(place, templateId, rt);
  return templateId;
}

function templateName({ starterId }: Story): string {
  return (
    { "spring-offer": "Spring offer", "photo-call": "Photo call" }[starterId] ?? "Boarding pass"
  );
}

/** Every variant of the pass carries the PDF, inside the service window and outside it. */
async function attachPass(place: Place, templateId: string, rt: Runtime): Promise<void> {
  const bytes = await drawBoardingPass({
    passenger: "Passenger of NZ 418",
    flight: "NZ 418",
    from: { code: "AMS", name: "Amsterdam" },
    to: { code: "BGO", name: "Bergen" },
    date: "18 Dec 2026",
    boarding: "14:05",
    gate: "D 24",
    seat: "See message",
  });
  const file = { bytes, fileName: "boarding-pass-NZ418.pdf", claimedType: "application/pdf" };
  const stored = await storeMedia(
    { ...file, workspaceId: place.workspaceId, source: "library" },
    rt,
  );
  if (!stored.ok) throw new Error(`Demo boarding pass: ${stored.error}`);
  const media = mediaRef(stored.value);
  const template = await findTemplate(templateId);
  const revision = template && (await findRevision(template.revisionId));
  if (!template || !revision) throw new Error("The demo's boarding pass template is gone.");
  const draft = draftOf(template, revision);
  const variants = draft.variants.map((variant) => {
    const { content } = variant;
    const provider = content.provider && { ...content.provider, headerMedia: media };
    return { ...variant, content: { ...content, media, provider } };
  });
  const saved = await saveTemplate(templateId, revision._id, { ...draft, variants }, place, rt);
  if (!saved.ok) throw new Error(`Demo boarding pass: ${saved.error}`);
}

async function seedCampaign(
  { workspaceId, memberId }: Place,
  story: Story,
  parts: { readonly segmentId: string; readonly templateId: string },
  rt: Runtime,
): Promise<void> {
  const { name, purpose, senders } = story;
  const known = (await findCampaigns(workspaceId)).find((row) => row.name === name);
  if (known) return;
  const campaignId = await createCampaign({ workspaceId, name, purpose, actor: memberId }, rt);
  const include = { segmentIds: [parts.segmentId], listIds: [] };
  const change = { senders: [...senders], include, templateId: parts.templateId };
  const saved = await saveDraft({ workspaceId, campaignId, change }, rt);
  if (!saved.ok) throw new Error(`Demo campaign ${name}: ${saved.error}`);
  await Campaigns.updateOne({ _id: campaignId }, { $set: { isDemo: true } });
}
