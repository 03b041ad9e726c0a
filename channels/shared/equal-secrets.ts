import { createHash, timingSafeEqual } from "node:crypto";

/** Constant time, any lengths; an empty secret equals nothing. */
export function equalSecrets(given: string, expected: string): boolean {
  if (expected === "") return false;
  const digest = (text: string) => createHash("sha256").update(text, "utf8").digest();
  return timingSafeEqual(digest(given), digest(expected));
}
