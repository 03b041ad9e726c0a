import { err, ok, type Result } from "#core/result.ts";
import type { Purpose } from "#core/message/message.ts";
import type { ContactRow } from "#models/contact.server.ts";
import { findContact } from "#models/contact.server.ts";
import { appendToConversation } from "#models/conversation-writer.server.ts";
import { findConversation } from "#models/conversation.server.ts";
import { findMessage, type MessageRow } from "#models/message.server.ts";
import { consentEventId, recordConsents, type ConsentInput } from "./consent.server.ts";
import { tellChanged, type ActingOn } from "./conversation-moves.server.ts";
import { purposesOfStop, stoppedPurposes } from "./inbound-consent.server.ts";
import { blankEvent, messageIdOf } from "./inbound-message.server.ts";
import type { Runtime } from "./runtime.server.ts";

type Recording = Pick<Runtime, "now" | "newId">;

interface Doubted {
  readonly workspaceId: string;
  readonly channel: string;
  readonly messageId: string;
  readonly at: Date;
}

/**
 * A sentence that may mean no: what the person agreed to waits for a colleague's look, and no campaign
 * goes out meanwhile. Keyed by the message, so a repeated webhook does not ask twice.
 */
export async function pauseForDoubt(
  doubted: Doubted,
  contact: ContactRow,
  rt: Recording,
): Promise<void> {
  const inputs = contact.consents
    .filter((row) => row.channel === doubted.channel && row.state === "granted")
    .filter((row) => stoppedPurposes.includes(row.purpose) && row.at <= doubted.at)
    .map(({ purpose }) => ({
      ...inputOf(doubted, contact._id, purpose),
      ...{ kind: "pending" as const, actor: "system", key: pauseKey(doubted, purpose) },
    }));
  await recordConsents(inputs, rt);
}

export type SettleError = "not-found" | "not-doubted";

/** The colleague's answer. An opt-out is written as the person's own no, with the message as its proof. */
export async function settlePossibleOptOut(
  input: ActingOn & { readonly messageId: string; readonly isOptOut: boolean },
  rt: Recording,
): Promise<Result<null, SettleError>> {
  const { workspaceId, conversationId, memberId, messageId, isOptOut } = input;
  const [conversation, message] = await Promise.all([
    findConversation(workspaceId, conversationId),
    findMessage(messageId),
  ]);
  if (!conversation || message?.conversationId !== conversationId) return err("not-found");
  if (!isDoubted(message)) return err("not-doubted");
  const contact = await findContact({ workspaceId, contactId: conversation.contactId });
  if (!contact) return err("not-found");
  const { channel } = conversation;
  const doubted = { workspaceId, channel, messageId, at: message.at };
  const inputs = isOptOut ? withdrawals(doubted, contact) : confirmations(doubted, contact);
  await recordConsents(
    inputs.map((one) => ({ ...one, actor: memberId, at: isOptOut ? message.at : rt.now() })),
    rt,
  );
  const externalKey = `possible-opt-out:${messageId}`;
  await appendToConversation(
    {
      ...blankEvent(conversation, rt.now()),
      ...{ _id: messageIdOf(externalKey), externalKey, authorId: memberId },
      extra: { event: isOptOut ? "opt-out-confirmed" : "opt-out-dismissed", target: messageId },
    },
    null,
  );
  await tellChanged(conversation, rt);
  return ok(null);
}

/** Flagged when it came in. */
export function isDoubted({ extra }: Pick<MessageRow, "extra">): boolean {
  return extra?.["possibleOptOut"] === true;
}

/** Everything a STOP would end, except what the person said anew after this message. */
function withdrawals(doubted: Doubted, contact: ContactRow): ConsentInput[] {
  const { channel, messageId } = doubted;
  const isNewer = (purpose: Purpose) =>
    contact.consents.some(
      (row) => row.channel === channel && row.purpose === purpose && row.at > doubted.at,
    );
  return purposesOfStop(channel)
    .filter((purpose) => !isNewer(purpose))
    .map((purpose) => ({
      ...inputOf(doubted, contact._id, purpose),
      ...{ kind: "withdrawn" as const, key: `possible-opt-out:${messageId}:no:${purpose}` },
    }));
}

/** Only what this very message put on hold: a no said since then stays. */
function confirmations(doubted: Doubted, contact: ContactRow): ConsentInput[] {
  const { channel, messageId } = doubted;
  return contact.consents
    .filter((row) => row.channel === channel && row.state === "pending")
    .filter((row) => row.eventId === consentEventId(pauseKey(doubted, row.purpose)))
    .map(({ purpose }) => ({
      ...inputOf(doubted, contact._id, purpose),
      ...{ kind: "granted" as const, key: `possible-opt-out:${messageId}:yes:${purpose}` },
    }));
}

function inputOf(
  { workspaceId, channel, messageId, at }: Doubted,
  contactId: string,
  purpose: Purpose,
) {
  const proof = { messageId };
  const source = "possible-opt-out";
  return { workspaceId, contactId, channel, purpose, wording: null, source, actor: "", proof, at };
}

function pauseKey({ messageId }: Doubted, purpose: Purpose): string {
  return `possible-opt-out:${messageId}:${purpose}`;
}
