import type { InboundEvent } from "#channels/contract.ts";
import type { InboundOutcome } from "#core/conversation/inbound-line.ts";
import { matchKeyword } from "#core/consent/keywords.ts";
import { soundsLikeOptOut } from "#core/consent/possible-opt-out.ts";
import type { ContactRow } from "#models/contact.server.ts";
import type { ReceiptRow } from "#models/receipt.server.ts";
import type { LoadedAccount } from "./account-cache.server.ts";
import type { Announcement } from "./events.server.ts";
import { actOnKeyword, recordProviderChoice } from "./inbound-consent.server.ts";
import { ensureInboundContact, inboundAddress } from "./inbound-contact.server.ts";
import {
  appendMessage,
  appendTrace,
  externalKeyOf,
  messageIdOf,
} from "./inbound-message.server.ts";
import { pauseForDoubt } from "./possible-opt-out.server.ts";
import type { Runtime } from "./runtime.server.ts";

export type PersonEvent = Extract<InboundEvent, { readonly from: unknown }> &
  Exclude<InboundEvent, { readonly type: "watermark" }>;
export type MessageEvent = Extract<InboundEvent, { readonly type: "message" }>;

/** One thing one person did, on one of our accounts. */
export interface Heard<Event extends PersonEvent = PersonEvent> {
  readonly receipt: ReceiptRow;
  readonly owner: LoadedAccount;
  readonly event: Event;
}

/** What applying it came to: a line for the journal and what open pages should look at again. */
export interface Applied {
  readonly outcome: InboundOutcome;
  readonly announcements: readonly Announcement[];
}

/** Provider clocks run ahead now and then; nothing was said after we heard it. */
export function heardAt(heard: Heard): Date {
  return heard.event.at > heard.receipt.at ? heard.receipt.at : heard.event.at;
}

export async function applyPersonEvent(heard: Heard, rt: Runtime): Promise<Applied> {
  const { event, owner } = heard;
  const contact = await ensureInboundContact(owner, event.from, rt);
  switch (event.type) {
    case "message":
      return applyMessage({ ...heard, event }, contact, rt);
    case "opt-in":
    case "opt-out":
      return recordProviderChoice({ ...heard, event }, contact, heardAt(heard), rt);
    case "reaction":
    case "deleted":
      return appendTrace({ ...heard, event }, contact, heardAt(heard), rt);
  }
}

/** STOP, START and HELP act before anything else can answer. */
async function applyMessage(
  heard: Heard<MessageEvent>,
  contact: ContactRow,
  rt: Runtime,
): Promise<Applied> {
  const spoken = spokenText(heard.event);
  const isRobot = heard.event.isAutomatic === true;
  const keyword = isRobot ? null : matchKeyword(spoken, heard.owner.adapter.channel);
  const at = heardAt(heard);
  const { channel } = heard.owner.adapter;
  const isDoubted = !keyword && !isRobot && soundsLikeOptOut(writtenText(heard.event), channel);
  if (keyword) await actOnKeyword(heard, contact, keyword, at, rt);
  if (isDoubted) {
    const messageId = messageIdOf(externalKeyOf(heard));
    const { workspaceId } = heard.owner.row;
    await pauseForDoubt({ workspaceId, channel, messageId, at }, contact, rt);
  }
  const address = inboundAddress(heard.event.from);
  return appendMessage(heard, { contact, address, keyword, isDoubted, at }, rt);
}

/** With the words below a picture; a button's title is ours. */
function writtenText({ content }: MessageEvent): string {
  if (content.type === "text") return content.text;
  return content.type === "media" ? content.caption : "";
}

function spokenText(event: MessageEvent): string {
  const { content } = event;
  if (content.type === "text") return content.text;
  return content.type === "choice" ? content.title : "";
}
