import type { Desk } from "./desk.ts";
import { samplePhoto, type SampleName } from "./sample-photos.ts";
import type {
  Act,
  Actor,
  SimAccount,
  SimContent,
  SimMedia,
  SimMessage,
  SimPhone,
} from "./provider.ts";

/** What a person can do with a phone of the desk. Each says what went wrong in words, or null. */

interface Holding {
  readonly phone: SimPhone;
  readonly account: SimAccount;
  readonly actor: Actor;
}

/** The thread acted in: the account asked for, else the one that wrote last, else the only one. */
function hold(desk: Desk, phoneId: string, accountId: string | undefined): Holding | string {
  const phone = desk.phone(phoneId);
  if (!phone) return "there is no such phone";
  const latest = desk.messages(phoneId).at(-1)?.accountId;
  const chosen = accountId ?? latest ?? desk.accountsOf(phone)[0]?.accountId;
  const account = chosen === undefined ? null : desk.account(chosen);
  if (!account) return "nobody to write to: no account of this channel is registered";
  const address = desk.addressOf(phone, account);
  const person = desk.person(phone.personId);
  if (address === null || !person) return "this account does not know this phone";
  return { phone, account, actor: { name: person.name, address, locale: person.locale } };
}

function appear(
  desk: Desk,
  { phone, account }: Holding,
  content: SimContent,
  inReplyTo: string | null,
): SimMessage {
  const message: SimMessage = {
    messageId: desk.nextId("sim-in-"),
    phoneId: phone.phoneId,
    accountId: account.accountId,
    by: "person",
    at: Date.now(),
    content,
    status: "sent",
    echo: null,
    inReplyTo,
    extra: {},
  };
  desk.save({ t: "message", message });
  // Whoever answers has seen what stands above.
  desk.receipts.read(phone.phoneId, account.accountId);
  return message;
}

export interface Say {
  readonly text: string;
  readonly accountId?: string | undefined;
  readonly inReplyTo?: string | undefined;
}

export function say(desk: Desk, phoneId: string, input: Say): string | null {
  const holding = hold(desk, phoneId, input.accountId);
  if (typeof holding === "string") return holding;
  speak(desk, holding, input.text, [], input.inReplyTo ?? null);
  return null;
}

function speak(
  desk: Desk,
  holding: Holding,
  text: string,
  media: readonly SimMedia[],
  inReplyTo: string | null,
): void {
  const message = appear(desk, holding, { text, media, choices: [] }, inReplyTo);
  const { messageId, at, phoneId } = message;
  const { accountId } = holding.account;
  // Without a quote, e-mail still answers the mail above it; providers that have no use for it ignore it.
  const last = desk.messages(phoneId, accountId).findLast((one) => one.by === "business");
  const target = inReplyTo ? desk.message(phoneId, inReplyTo) : (last ?? null);
  desk.tell(accountId, {
    type: "said",
    actor: holding.actor,
    messageId,
    at,
    text,
    media,
    inReplyTo,
    target,
  });
}

export interface SendPhoto {
  readonly accountId?: string | undefined;
  readonly caption?: string | undefined;
  readonly inReplyTo?: string | undefined;
  readonly sample?: SampleName | undefined;
  readonly file?:
    | { readonly fileName: string; readonly mimeType: string; readonly bytes: Uint8Array }
    | undefined;
}

function kindOf(mimeType: string): SimMedia["kind"] {
  const kind = mimeType.split("/")[0];
  return kind === "image" || kind === "video" || kind === "audio" ? kind : "document";
}

/** A photo of the desk's own, or any file the person picked. */
export async function sendPhoto(
  desk: Desk,
  phoneId: string,
  input: SendPhoto,
): Promise<string | null> {
  const holding = hold(desk, phoneId, input.accountId);
  if (typeof holding === "string") return holding;
  const file = input.file ?? (await samplePhoto(input.sample ?? "flood"));
  const mediaId = desk.nextId("9");
  await desk.journal.putMedia(mediaId, file.bytes);
  const { fileName, mimeType } = file;
  const media = { mediaId, kind: kindOf(mimeType), mimeType, fileName };
  speak(desk, holding, input.caption ?? "", [media], input.inReplyTo ?? null);
  return null;
}

export function press(
  desk: Desk,
  phoneId: string,
  messageId: string,
  choiceId: string,
): string | null {
  const target = desk.message(phoneId, messageId);
  if (!target) return "there is no such message on this phone";
  const choice = target.content.choices.find((one) => one.id === choiceId);
  if (!choice) return "the message has no such button";
  if (choice.url !== undefined) return "this button opens a page; it sends no answer";
  const holding = hold(desk, phoneId, target.accountId);
  if (typeof holding === "string") return holding;
  const content = { text: choice.title, media: [], choices: [] };
  const { messageId: answerId, at } = appear(desk, holding, content, messageId);
  const { actor } = holding;
  desk.tell(target.accountId, { type: "pressed", actor, messageId: answerId, at, choice, target });
  return null;
}

export function react(
  desk: Desk,
  phoneId: string,
  messageId: string,
  emoji: string | null,
): string | null {
  const target = desk.message(phoneId, messageId);
  if (!target) return "there is no such message on this phone";
  const holding = hold(desk, phoneId, target.accountId);
  if (typeof holding === "string") return holding;
  desk.save({ t: "message", message: { ...target, reaction: emoji ?? undefined } });
  const { actor } = holding;
  const reactionId = desk.nextId("sim-re-");
  const at = Date.now();
  desk.tell(target.accountId, { type: "reacted", actor, messageId: reactionId, at, emoji, target });
  return null;
}

export function setBlocked(
  desk: Desk,
  phoneId: string,
  isBlocked: boolean,
  accountId?: string,
): string | null {
  const holding = hold(desk, phoneId, accountId);
  if (typeof holding === "string") return holding;
  const { phone, account, actor } = holding;
  const others = phone.blocked.filter((one) => one !== account.accountId);
  const blocked = isBlocked ? [...others, account.accountId] : others;
  desk.save({ t: "phone", phone: { ...phone, blocked } });
  const at = Date.now();
  const act: Act = isBlocked ? { type: "blocked", actor, at } : { type: "unblocked", actor, at };
  desk.tell(account.accountId, act);
  return null;
}

export function setReadReceipts(desk: Desk, phoneId: string, isOn: boolean): string | null {
  const phone = desk.phone(phoneId);
  if (!phone) return "there is no such phone";
  desk.save({ t: "phone", phone: { ...phone, sendsReadReceipts: isOn } });
  return null;
}

export function readThread(desk: Desk, phoneId: string, accountId?: string): string | null {
  const holding = hold(desk, phoneId, accountId);
  if (typeof holding === "string") return holding;
  desk.receipts.read(phoneId, holding.account.accountId);
  return null;
}

export interface GhostSay {
  readonly accountId: string;
  readonly address: string;
  readonly name: string;
  readonly text: string;
  readonly inReplyTo: string | null;
}

/** A message from an address without a phone, for tests with thousands of people. */
export function ghostSay(desk: Desk, input: GhostSay): string | null {
  if (!desk.account(input.accountId)) return "there is no such account";
  desk.tell(input.accountId, {
    type: "said",
    actor: { name: input.name, address: input.address, locale: null },
    messageId: desk.nextId("sim-in-"),
    at: Date.now(),
    text: input.text,
    media: [],
    inReplyTo: input.inReplyTo,
    target: null,
  });
  return null;
}
