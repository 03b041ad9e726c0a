import type { InboundSender } from "#channels/contract.ts";
import { normaliseEmail, normalisePhone } from "#core/contact/address.ts";
import type { ChannelAddress } from "#core/message/message.ts";
import { Contacts, type ContactRow } from "#models/contact.server.ts";
import type { LoadedAccount } from "./account-cache.server.ts";
import { findOrCreateContact } from "./contacts.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** The address as we keep it: E.164, lower-case mail, else the provider's own id untouched. */
export function inboundAddress(from: InboundSender): ChannelAddress {
  if (from.kind === "phone") {
    const bare = from.value.replace(/^whatsapp:/, "");
    const phone = normalisePhone(bare.startsWith("+") ? bare : `+${bare}`, null);
    // Short codes and sender names have no E.164 form; they are still who wrote.
    return { kind: "phone", value: phone.ok ? phone.value : bare };
  }
  if (from.kind === "email") {
    const email = normaliseEmail(from.value);
    return { kind: "email", value: email.ok ? email.value : from.value.toLowerCase() };
  }
  return { kind: from.kind, value: from.value };
}

/** The person behind an address; somebody new becomes a contact, once, whoever comes first. */
export async function ensureInboundContact(
  owner: LoadedAccount,
  from: InboundSender,
  rt: Pick<Runtime, "now" | "newId">,
): Promise<ContactRow> {
  const accountId = owner.adapter.addressScope === "account" ? owner.row._id : null;
  const { contact } = await findOrCreateContact(
    {
      workspaceId: owner.row.workspaceId,
      identity: { ...inboundAddress(from), accountId },
      name: from.name,
      locale: from.locale,
    },
    rt,
  );
  return contact;
}

/** Latest message of the person on any channel; never moves back. */
export async function markHeard(contactId: string, at: Date): Promise<void> {
  await Contacts.collection.updateOne({ _id: contactId as never }, { $max: { lastInboundAt: at } });
}
