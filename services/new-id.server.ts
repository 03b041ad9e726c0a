import { randomFillSync } from "node:crypto";
import { ulid } from "ulid";
import { idPrefixes, type IdKind } from "#core/id.ts";

const POOL_BYTES = 8_192;

/**
 * Ids with their prefix. Randomness is drawn in pools: one system call a letter was two fifths of
 * our own work in an import of 200,000 people.
 */
export function createNewId(now: () => Date): (kind: IdKind) => string {
  const pool = new Uint8Array(POOL_BYTES);
  let next = POOL_BYTES;
  const roll = (): number => {
    if (next >= POOL_BYTES) {
      randomFillSync(pool);
      next = 0;
    }
    const byte = pool[next] ?? 0;
    next += 1;
    // Below 1: the library multiplies it by 32 letters, so five bits of each byte are used.
    return byte / 256;
  };
  return (kind) => `${idPrefixes[kind]}_${ulid(now().getTime(), roll)}`;
}
