import { confirmationText } from "#core/consent/confirmation.ts";
import type { KeywordMatch } from "#core/consent/keywords.ts";
import type { Consent, ConsentKind } from "#core/consent/state.ts";
import { purposes, type Purpose } from "#core/message/message.ts";
import type { ContactRow } from "#models/contact.server.ts";
import { appendToConversation } from "#models/conversation-writer.server.ts";
import { liftSuppression, suppressionKey } from "#models/suppression.server.ts";
import { findWorkspace } from "#models/workspace.server.ts";
import type { LoadedAccount } from "./account-cache.server.ts";
import { recordConsents, type ConsentInput } from "./consent.server.ts";
import { inboundAddress } from "./inbound-contact.server.ts";
import {
  blankEvent,
  deliveryIdFor,
  messageIdOf,
  openConversation,
} from "./inbound-message.server.ts";
import type { Applied, Heard, MessageEvent, PersonEvent } from "./inbound-person.server.ts";
import { sendSingle } from "./outbox.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { suppress } from "./suppressions.server.ts";

/**
 * In a chat STOP ends everything we send by ourselves; an agent may still answer what the person
 * writes next. By text message it ends everything: carriers and regulators read it so.
 */
export const stoppedPurposes: readonly Purpose[] = ["marketing", "call-out"];

export function purposesOfStop(channel: string): readonly Purpose[] {
  return channel === "sms" ? purposes : stoppedPurposes;
}

/** What lifting a block at the provider gives back by itself. */
const answeredPurposes: readonly Purpose[] = ["service", "transactional"];

/**
 * Writes the choice to the ledger and answers it once. Keyed by the message, so a repeated webhook
 * changes nothing; a choice older than the one we know is not written over it, so order does not matter.
 */
export async function actOnKeyword(
  heard: Heard<MessageEvent>,
  contact: ContactRow,
  keyword: KeywordMatch,
  at: Date,
  rt: Runtime,
): Promise<void> {
  const externalKey = `${heard.owner.row._id}:${heard.event.externalId}`;
  if (keyword.kind !== "help") {
    const kind = keyword.kind === "stop" ? "withdrawn" : "granted";
    const proof = { keyword: keyword.kind, messageId: messageIdOf(externalKey) };
    const choice = { kind, source: "keyword", proof, at, key: externalKey } as const;
    const about = purposesOfStop(heard.owner.row.channel);
    const recorded = await recordChoice(heard.owner, contact, choice, about, rt);
    if (!recorded) return;
    await addGreyLine(heard.owner, contact, heard.event.from, keyword.kind, at, externalKey, rt);
  }
  if (!(await isAnsweredByProvider(heard))) await confirm(heard, contact, keyword, rt);
}

interface Choice {
  readonly kind: ConsentKind;
  readonly source: string;
  readonly proof: Record<string, string>;
  readonly at: Date;
  readonly key: string;
}

/** false = the person has said something newer since, or this very thing was written before. */
async function recordChoice(
  owner: LoadedAccount,
  contact: ContactRow,
  choice: Choice,
  about: readonly Purpose[],
  rt: Runtime,
): Promise<boolean> {
  const { channel, workspaceId } = owner.row;
  const known = contact.consents.filter((row) => row.channel === channel);
  const inputs = about
    .filter((purpose) => !known.some((row) => row.purpose === purpose && isSettled(row, choice)))
    .map((purpose): ConsentInput => ({
      workspaceId,
      contactId: contact._id,
      channel,
      purpose,
      kind: choice.kind,
      wording: null,
      source: choice.source,
      actor: "contact",
      proof: { ...choice.proof, accountId: owner.row._id },
      at: choice.at,
      key: `${choice.key}:${purpose}`,
    }));
  if (inputs.length === 0) return false;
  const { recorded } = await recordConsents(inputs, rt);
  return recorded > 0;
}

/** Said later, or the same thing at the same moment (a provider's own opt-out beside the text). */
function isSettled(row: Consent, choice: Choice): boolean {
  if (row.at.getTime() === choice.at.getTime()) return row.state === choice.kind;
  return row.at > choice.at;
}

/** Some providers answer STOP themselves and say so by an opt-out of their own in the same call. */
async function isAnsweredByProvider(heard: Heard<MessageEvent>): Promise<boolean> {
  const { adapter, account } = heard.owner;
  const { receipt, event } = heard;
  const request = { ...receipt.request, body: receipt.body, now: receipt.at };
  const events = await adapter.webhook.parse(request, account);
  return events.some(
    (other) =>
      (other.type === "opt-out" || other.type === "opt-in") &&
      other.from.value === event.from.value,
  );
}

async function confirm(
  heard: Heard<MessageEvent>,
  contact: ContactRow,
  keyword: KeywordMatch,
  rt: Runtime,
): Promise<void> {
  const { owner, event } = heard;
  const workspace = await findWorkspace(owner.row.workspaceId);
  const { text } = confirmationText(
    keyword.kind,
    keyword.locale,
    workspace?.name ?? owner.row.name,
  );
  await sendSingle(
    {
      workspaceId: owner.row.workspaceId,
      accountId: owner.row._id,
      contactId: contact._id,
      address: inboundAddress(event.from),
      purpose: "service",
      lane: "reply",
      content: { type: "text", text },
      inReplyTo: event.externalId,
      isConfirmation: true,
      // Named after the message it answers: asked twice, it is sent once.
      deliveryId: deliveryIdFor(`keyword:${owner.row._id}:${event.externalId}`),
    },
    rt,
  );
}

async function addGreyLine(
  owner: LoadedAccount,
  contact: ContactRow,
  from: PersonEvent["from"],
  what: string,
  at: Date,
  key: string,
  rt: Runtime,
): Promise<string> {
  const conversation = await openConversation(owner, contact, inboundAddress(from), at, rt);
  const externalKey = `${key}:${what}`;
  await appendToConversation(
    {
      ...blankEvent(conversation, new Date(at.getTime() + 1)),
      _id: messageIdOf(externalKey),
      externalKey,
      extra: { event: what === "stop" ? "opted-out" : "opted-in" },
    },
    null,
  );
  return conversation._id;
}

/** The provider tells of a choice made with it: a block, an unsubscribe button, a start. */
export async function recordProviderChoice(
  heard: Heard<Extract<PersonEvent, { readonly type: "opt-in" | "opt-out" }>>,
  contact: ContactRow,
  at: Date,
  rt: Runtime,
): Promise<Applied> {
  const { owner, event } = heard;
  const isOut = event.type === "opt-out";
  const key = `${owner.row._id}:${event.type}:${contact._id}:${at.getTime()}`;
  // Lifting a block is no agreement to marketing: that takes a START or a named purpose.
  const about = event.purpose ? [event.purpose] : isOut ? purposes : answeredPurposes;
  const choice = {
    kind: isOut ? "withdrawn" : "granted",
    source: "provider",
    proof: { evidence: event.evidence },
    at,
    key,
  } as const;
  const recorded = await recordChoice(owner, contact, choice, about, rt);
  if (!recorded) return { outcome: { outcome: "known" }, announcements: [] };
  const ref = await addGreyLine(owner, contact, event.from, isOut ? "stop" : "start", at, key, rt);
  if (event.purpose === undefined) await followBlock(heard, isOut, rt);
  const announcements = [{ topic: "conversation.changed", ref }];
  return { outcome: { outcome: isOut ? "opted-out" : "opted-in" }, announcements };
}

/** A block at the provider: every further try would only cost the account's good name. */
async function followBlock(heard: Heard, isOut: boolean, rt: Runtime): Promise<void> {
  const { owner, event } = heard;
  if (!("evidence" in event) || !/block|kick/i.test(event.evidence)) return;
  const { workspaceId, channel } = owner.row;
  const address = inboundAddress(event.from);
  if (!isOut) {
    await liftSuppression(suppressionKey(workspaceId, channel, address), "provider-block");
    return;
  }
  const detail = event.evidence;
  await suppress(
    { workspaceId, channel, address, reason: "provider-block", detail, actor: "system" },
    rt,
  );
}
