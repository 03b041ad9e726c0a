import { z } from "zod";
import {
  otherContents,
  type OtherItem,
  type AnswerLine,
  type CampaignContent,
  type CampaignItem,
  type EventItem,
  type MessageItem,
  type ThreadItem,
  type Ticks,
} from "#core/conversation/items.ts";
import { arrange } from "#core/conversation/thread.ts";
import { DAY_MS } from "#core/duration.ts";
import { contentText, type MediaRef, type MessageContent } from "#core/message/message.ts";
import { findCampaignsByIds } from "#models/campaign.server.ts";
import type { ConversationRow } from "#models/conversation.server.ts";
import { findDeliveriesOf, type DeliveryRow } from "#models/delivery.server.ts";
import { findThread, type MessageRow } from "#models/message.server.ts";
import { isDoubted } from "./possible-opt-out.server.ts";
import { renderDelivery } from "./rendering.server.ts";
import type { Runtime } from "./runtime.server.ts";

const THREAD_MAX = 200;
const CAMPAIGNS_MAX = 25;
const LOOK_BACK_MS = 30 * DAY_MS;

/** A conversation as it is read: bubbles, the campaign messages they answer, grey lines, oldest first. */
export async function readThread(
  conversation: ConversationRow,
  rt: Pick<Runtime, "now" | "vault" | "publicUrl">,
): Promise<ThreadItem[]> {
  const now = rt.now();
  const before = new Date(now.getTime() + DAY_MS);
  const rows = await findThread(conversation._id, { before, limit: THREAD_MAX });
  const oldest = Math.min(now.getTime(), ...rows.map((row) => row.at.getTime()));
  const deliveries = (
    await findDeliveriesOf(conversation.contactId, new Date(oldest - LOOK_BACK_MS), before)
  ).filter((row) => row.accountId === conversation.accountId);
  const names = await campaignNames(conversation.workspaceId, deliveries);
  const sent = shownDeliveries(deliveries);
  const bubbles = await Promise.all(sent.map((row) => campaignItem(row, names, rt)));
  const byId = new Map(deliveries.map((row) => [row._id, row]));
  const traces = rows.filter((row) => isTrace(row));
  const items = rows
    .filter((row) => !isTrace(row))
    .map((row) => ({ row, item: itemOf(row, rows, traces, byId, names) }));
  const placed = [
    ...items.map(({ row, item }) => ({ ...placeOf(row), item })),
    ...bubbles.map((item) => ({ _id: item.id, at: item.at, groupId: null, item })),
  ];
  return arrange(placed).map(({ item }) => item);
}

function placeOf(row: MessageRow) {
  const { _id, at, groupId, externalKey } = row;
  return { _id, at, groupId, ...(externalKey === undefined ? {} : { externalKey }) };
}

async function campaignNames(
  workspaceId: string,
  deliveries: readonly DeliveryRow[],
): Promise<Map<string, string>> {
  const ids = deliveries.flatMap((row) => row.campaignId ?? []);
  const rows = await findCampaignsByIds(workspaceId, [...new Set(ids)]);
  return new Map(rows.map((row) => [row._id, row.name]));
}

/** The latest campaign messages that reached the person, or may have. */
function shownDeliveries(deliveries: readonly DeliveryRow[]): DeliveryRow[] {
  return deliveries
    .filter((row) => row.campaignId !== null)
    .filter((row) => ["accepted", "uncertain", "unknown"].includes(row.state))
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, CAMPAIGNS_MAX);
}

async function campaignItem(
  row: DeliveryRow,
  names: ReadonlyMap<string, string>,
  rt: Pick<Runtime, "vault" | "publicUrl">,
): Promise<CampaignItem> {
  const campaignId = row.campaignId ?? "";
  return {
    kind: "campaign",
    id: row._id,
    campaignId,
    campaignName: names.get(campaignId) ?? "",
    content: await renderedContent(row._id, rt),
    isTest: row.isTest,
    ticks: ticksOf(row),
    at: row.at,
  };
}

// Rendered from a frozen revision: the same delivery reads the same for ever.
const rendered = new Map<string, CampaignContent>();
const RENDERED_MAX = 1_000;

async function renderedContent(
  deliveryId: string,
  rt: Pick<Runtime, "vault" | "publicUrl">,
): Promise<CampaignContent | null> {
  const known = rendered.get(deliveryId);
  if (known) return known;
  const result = await renderDelivery(deliveryId, rt);
  if (!result.ok) return null;
  const content = shownContent(result.value.content);
  if (rendered.size >= RENDERED_MAX) rendered.clear();
  rendered.set(deliveryId, content);
  return content;
}

function shownContent(content: MessageContent): CampaignContent {
  return {
    subject: content.type === "email" ? content.subject : null,
    text: contentText(content),
    media: mediaIn(content),
    buttons: content.type === "buttons" ? content.buttons : [],
  };
}

function mediaIn(content: MessageContent): readonly MediaRef[] {
  if (content.type === "media") return [content.media];
  if (content.type === "buttons") return content.media ? [content.media] : [];
  if (content.type === "email") return content.attachments;
  const header = content.type === "template" ? content.template.header : undefined;
  return header && "media" in header ? [header.media] : [];
}

export function ticksOf(row: DeliveryRow): Ticks {
  const { facts, failure } = row;
  return {
    state: tickState(row),
    sentAt: facts.sent ?? (row.state === "accepted" ? row.at : null),
    deliveredAt: facts.delivered ?? null,
    readAt: facts.read ?? null,
    failure: failure?.detail ?? (row.state === "accepted" ? null : (row.detail ?? row.reason)),
  };
}

function tickState(row: DeliveryRow): Ticks["state"] {
  if (row.facts.read) return "read";
  if (row.facts.delivered) return "delivered";
  if (row.failure) return "failed";
  if (row.facts.sent) return "sent";
  switch (row.state) {
    case "accepted":
      return "accepted";
    case "uncertain":
    case "unknown":
      return "unknown";
    case "planned":
    case "held":
      return "pending";
    case "failed":
    case "skipped":
    case "cancelled":
    case "expired":
      return "failed";
  }
}

function isTrace(row: MessageRow): boolean {
  return row.extra?.["event"] === "reaction" || row.extra?.["event"] === "deleted";
}

/** Open until a colleague answers, or the person says it with a keyword. */
function doubtOf(row: MessageRow, rows: readonly MessageRow[]): MessageItem["optOutDoubt"] {
  if (!isDoubted(row)) return null;
  for (const { extra, at } of rows) {
    const event = extra?.["event"];
    if (event === "opt-out-confirmed" && extra?.["target"] === row._id) return "confirmed";
    if (event === "opt-out-dismissed" && extra?.["target"] === row._id) return "dismissed";
    if (event === "opted-out" && at >= row.at) return "confirmed";
  }
  return "open";
}

function itemOf(
  row: MessageRow,
  rows: readonly MessageRow[],
  traces: readonly MessageRow[],
  deliveries: ReadonlyMap<string, DeliveryRow>,
  names: ReadonlyMap<string, string>,
): MessageItem | EventItem {
  const { extra } = row;
  if (row.direction === "event") {
    return {
      kind: "event",
      id: row._id,
      event: String(extra?.["event"] ?? ""),
      actorId: row.authorId,
      assigneeId: typeof extra?.["assigneeId"] === "string" ? extra["assigneeId"] : null,
      at: row.at,
    };
  }
  const delivery = row.deliveryId === null ? undefined : deliveries.get(row.deliveryId);
  const about = traces.filter((trace) => isAbout(trace, row, delivery));
  const isDeleted = about.some((trace) => trace.extra?.["event"] === "deleted");
  return {
    kind: "message",
    id: row._id,
    deliveryId: row.deliveryId,
    clientKey: typeof extra?.["clientKey"] === "string" ? extra["clientKey"] : null,
    direction: row.direction,
    text: isDeleted ? "" : row.text,
    media: isDeleted ? [] : row.media,
    authorId: row.authorId,
    isAutomatic: extra?.["isAutomatic"] === true,
    optOutDoubt: doubtOf(row, rows),
    location: isDeleted ? null : locationOf(extra?.["location"]),
    other: isDeleted ? null : otherOf(extra),
    groupId: row.groupId,
    reactions: reactionsOf(about),
    isDeleted,
    answers: row.direction === "in" ? answerLine(row, delivery, names) : null,
    ticks: row.direction === "out" ? outTicks(row, delivery) : null,
    at: row.at,
  };
}

const Other = z.object({ what: z.enum(otherContents), detail: z.string().nullable() });
const OldOther = z.string().transform((detail) => ({ what: null, detail }));

function otherOf(extra: MessageRow["extra"]): OtherItem | null {
  return Other.or(OldOther).safeParse(extra?.["other"] ?? extra?.["otherLabel"]).data ?? null;
}

function isAbout(trace: MessageRow, row: MessageRow, delivery: DeliveryRow | undefined): boolean {
  const target = trace.extra?.["target"];
  return target === row.externalKey || (row.direction === "out" && target === delivery?.providerId);
}

/** The last word of the person: a reaction taken back is none. */
function reactionsOf(traces: readonly MessageRow[]): string[] {
  const [last] = traces
    .filter((trace) => trace.extra?.["event"] === "reaction")
    .toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const emoji = last?.extra?.["emoji"];
  return typeof emoji === "string" && emoji !== "" ? [emoji] : [];
}

function locationOf(value: unknown): MessageItem["location"] {
  if (typeof value !== "object" || value === null) return null;
  if (!("latitude" in value) || !("longitude" in value)) return null;
  return { latitude: Number(value.latitude), longitude: Number(value.longitude) };
}

function answerLine(
  row: MessageRow,
  delivery: DeliveryRow | undefined,
  names: ReadonlyMap<string, string>,
): AnswerLine | null {
  if (row.campaignId === null || !delivery) return null;
  return {
    campaignId: row.campaignId,
    campaignName: names.get(row.campaignId) ?? "",
    sentAt: delivery.at,
    readAt: delivery.facts.read ?? null,
    isCertain: row.answersBy === "exact",
  };
}

/** Until its batch settled a reply has no row: it is on its way. */
function outTicks(row: MessageRow, delivery: DeliveryRow | undefined): Ticks {
  if (delivery) return ticksOf(delivery);
  const state = row.state === "failed" ? "failed" : "pending";
  return { state, sentAt: null, deliveredAt: null, readAt: null, failure: row.failure };
}
