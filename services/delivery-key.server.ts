import { createHash } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const NAMESPACE = Buffer.from("6f1c1a0c5b0e4d7c9c5f3a1e0b7d2f84", "hex");

/**
 * The same (run, person) is always the same delivery, whoever plans it and however often. Sortable by
 * run: the time of the run's id, then 80 bits of hash.
 */
export function deliveryIdOf(runId: string, contactId: string): string {
  const hash = createHash("sha256").update(`${runId}:${contactId}:0:0`).digest();
  let letters = "";
  // 16 letters of 5 bits.
  for (let bit = 0; bit < 80; bit += 5) {
    const word = hash.readUInt16BE(Math.min(bit >> 3, 30));
    letters += ALPHABET[(word >> (11 - (bit & 7))) & 31];
  }
  return `dlv_${runId.slice(4, 14)}${letters}`;
}

/** UUIDv5 of the delivery id: one key over all attempts, for channels that ignore a repeat. */
export function sendKeyOf(deliveryId: string): string {
  const hash = createHash("sha1").update(NAMESPACE).update(deliveryId).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString("hex");
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return `${parts.join("-")}-${hex.slice(20, 32)}`;
}
