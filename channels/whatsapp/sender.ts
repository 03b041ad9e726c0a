import type { InboundSender } from "../contract.ts";
import type { Surroundings } from "./surroundings.ts";

/** `NL.1349…`, or `NL.ENT.118…` for the parent: a person as one business portfolio knows them. */
const scopedId = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

interface From {
  readonly from?: string | undefined;
  readonly from_user_id?: string | undefined;
}

/**
 * A phone number where there is one, else the business-scoped id. `from` may hold either, or be
 * absent; `contacts[].wa_id` may be spelled otherwise than `from`.
 */
export function readSender(
  { from, from_user_id }: From,
  around: Surroundings,
): InboundSender | null {
  const { contacts } = around;
  const contact =
    contacts.find((one) => from !== undefined && one.wa_id === from) ??
    contacts.find((one) => from_user_id !== undefined && one.user_id === from_user_id) ??
    (contacts.length === 1 ? contacts[0] : undefined);
  const name = contact?.profile?.name ?? null;
  const phone = [from, contact?.wa_id].find((one) => one !== undefined && /^\d{5,20}$/.test(one));
  if (phone) return { kind: "phone", value: `+${phone}`, name };
  const userId = [from_user_id, from, contact?.user_id].find((one) => one && scopedId.test(one));
  return userId ? { kind: "whatsapp-user", value: userId, name } : null;
}
