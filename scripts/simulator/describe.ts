import type { Desk } from "./desk.ts";
import type { SimMessage, SimPhone, Skin } from "./provider.ts";

/** A phone as the page and the API show it. */
export interface PhoneView {
  readonly phoneId: string;
  readonly personId: string;
  readonly personName: string;
  readonly story: string | null;
  readonly adapterId: string;
  readonly skin: Skin;
  readonly sendsReadReceipts: boolean;
  readonly lastAt: number;
  readonly unread: number;
  readonly threads: readonly ThreadView[];
}

export interface ThreadView {
  readonly accountId: string;
  readonly name: string;
  readonly address: string;
  readonly isBlocked: boolean;
  readonly messages: readonly SimMessage[];
}

export function describePhone(desk: Desk, phone: SimPhone): PhoneView {
  const person = desk.person(phone.personId);
  const threads = desk
    .accountsOf(phone)
    .map((account) => ({
      accountId: account.accountId,
      name: account.name,
      address: desk.addressOf(phone, account) ?? "",
      isBlocked: phone.blocked.includes(account.accountId),
      messages: desk.messages(phone.phoneId, account.accountId),
    }))
    .sort((a, b) => (b.messages.at(-1)?.at ?? 0) - (a.messages.at(-1)?.at ?? 0));
  const messages = threads.flatMap((thread) => thread.messages);
  return {
    phoneId: phone.phoneId,
    personId: phone.personId,
    personName: person?.name ?? phone.personId,
    story: person?.story ?? null,
    adapterId: phone.adapterId,
    skin: desk.providerOf(phone.adapterId)?.skin(phone.adapterId) ?? "sms",
    sendsReadReceipts: phone.sendsReadReceipts,
    lastAt: Math.max(0, ...messages.map((message) => message.at)),
    unread: messages.filter((one) => one.by === "business" && one.status !== "read").length,
    threads,
  };
}

export function describePhones(desk: Desk): readonly PhoneView[] {
  return desk.phones().map((phone) => describePhone(desk, phone));
}
