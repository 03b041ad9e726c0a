import { createHash } from "node:crypto";
import type { SimAccount, SimPerson } from "../../provider.ts";

/** Digits of a phone number; Graph takes it with or without the plus. */
export function waId(value: string): string {
  return value.replace(/\D/g, "");
}

/** A page-scoped id: the same person has another one on every Page. */
function pageScopedId(person: SimPerson, pageId: string): string {
  const hash = createHash("sha256").update(`${pageId} ${person.personId}`).digest();
  return `7${String(hash.readBigUInt64BE(0)).padStart(20, "0").slice(-15)}`;
}

export function addressOf(person: SimPerson, account: SimAccount): string | null {
  const given = person.addresses[account.adapterId];
  if (account.adapterId === "whatsapp") {
    const phone = given ?? person.phone;
    return phone ? waId(phone) : null;
  }
  return given ?? pageScopedId(person, String(account.settings.pageId));
}
