import { ANSWER_WINDOW_MS, attribute, type Attribution } from "#core/conversation/thread.ts";
import { MINUTE_MS, SECOND_MS } from "#core/duration.ts";
import { relinkReply } from "#jobs/definitions/relink-reply.ts";
import { Conversations } from "#models/conversation.server.ts";
import {
  Deliveries,
  findDelivery,
  providerKey,
  type DeliveryRow,
} from "#models/delivery.server.ts";
import { Messages, type MessageRow } from "#models/message.server.ts";
import { announce } from "./events.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { markReplied } from "./status.server.ts";

/** Providers stamp whole seconds: a quick answer may seem older than the send it answers. */
const CLOCK_SLACK_MS = 5 * SECOND_MS;

export interface FoundAnswer {
  readonly link: Attribution;
  readonly sentAt: Date;
}

/** The delivery a message answers; `inReplyTo` is the provider's id of what it quotes, or our own. */
export async function attributeMessage(
  accountId: string,
  contactId: string,
  inReplyTo: string | undefined,
  at: Date,
): Promise<FoundAnswer | null> {
  const quoted = inReplyTo === undefined ? null : await findQuoted(accountId, inReplyTo);
  const isTheirs = quoted?.contactId === contactId;
  const recent = isTheirs ? [] : await recentDeliveries(contactId, at);
  const latest = { accountId, at: new Date(at.getTime() + CLOCK_SLACK_MS) };
  const link = attribute(latest, isTheirs ? quoted : null, recent);
  const row = link && [quoted, ...recent].find((one) => one?._id === link.deliveryId);
  return link && row ? { link, sentAt: row.at } : null;
}

/** An answer stands below what it answers, whatever the provider's clock says. */
export function pushBehind(at: Date, answer: FoundAnswer | null): Date {
  return answer && answer.sentAt >= at ? new Date(answer.sentAt.getTime() + 1) : at;
}

async function findQuoted(accountId: string, inReplyTo: string): Promise<DeliveryRow | null> {
  if (inReplyTo.startsWith("dlv_")) return findDelivery(inReplyTo);
  const providerId = providerKey(accountId, inReplyTo);
  return Deliveries.findOne({ providerId }).lean<DeliveryRow>().exec();
}

function recentDeliveries(contactId: string, at: Date): Promise<DeliveryRow[]> {
  const from = new Date(at.getTime() - ANSWER_WINDOW_MS);
  const to = new Date(at.getTime() + CLOCK_SLACK_MS);
  return Deliveries.find({ contactId, at: { $gte: from, $lte: to } })
    .lean<DeliveryRow[]>()
    .exec();
}

const RELINK_WAITS_MS = [5 * SECOND_MS, MINUTE_MS, 10 * MINUTE_MS] as const;

/** A reply that quoted a send we had not written down yet: look again, a few times. */
export async function relink(
  input: { readonly messageId: string; readonly attempt: number },
  rt: Runtime,
): Promise<"linked" | "later" | "given-up"> {
  const message = await Messages.findOne({ _id: input.messageId }).lean<MessageRow>().exec();
  if (!message || message.deliveryId !== null || message.inReplyTo === null) return "given-up";
  const conversation = await Conversations.findOne({ _id: message.conversationId }).lean();
  if (!conversation) return "given-up";
  const { accountId } = conversation;
  const found = await attributeMessage(accountId, message.contactId, message.inReplyTo, message.at);
  if (!found) return retryLater(input, rt);
  const { deliveryId, campaignId, answersBy } = found.link;
  await Messages.updateOne(
    { _id: message._id },
    { $set: { deliveryId, campaignId, answersBy, at: pushBehind(message.at, found) } },
  );
  if (campaignId) {
    const answers = { campaignId, deliveryId, answeredAt: message.at };
    await Conversations.updateOne({ _id: conversation._id }, { $set: answers });
  }
  await markReplied(deliveryId, message.at, rt);
  const changed = { topic: "conversation.changed", ref: conversation._id };
  await announce(message.workspaceId, [changed], rt);
  return "linked";
}

async function retryLater(
  input: { readonly messageId: string; readonly attempt: number },
  rt: Pick<Runtime, "now" | "queue">,
): Promise<"later" | "given-up"> {
  const wait = RELINK_WAITS_MS[input.attempt];
  if (wait === undefined) return "given-up";
  const at = new Date(rt.now().getTime() + wait);
  const next = { messageId: input.messageId, attempt: input.attempt + 1 };
  await rt.queue.enqueue(relinkReply, next, { at, unique: input.messageId });
  return "later";
}
