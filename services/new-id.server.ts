import { randomFillSync } from "node:crypto";
import { encodeTime } from "ulid";
import { idPrefixes, type IdKind } from "#core/id.ts";

const POOL_BYTES = 8_192;
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TIME_LETTERS = 10;
const RANDOM_LETTERS = 16;

/**
 * ULIDs with their prefix. Randomness is drawn in pools and the time written once a millisecond: an
 * import makes two of these a row, and one system call a letter was two fifths of our own work.
 */
export function createNewId(now: () => Date): (kind: IdKind) => string {
  const pool = new Uint8Array(POOL_BYTES);
  let next = POOL_BYTES;
  let writtenAt = NaN;
  let time = "";
  return (kind) => {
    const at = now().getTime();
    if (at !== writtenAt) time = encodeTime(at, TIME_LETTERS);
    writtenAt = at;
    if (next + RANDOM_LETTERS > POOL_BYTES) {
      randomFillSync(pool);
      next = 0;
    }
    let random = "";
    for (const end = next + RANDOM_LETTERS; next < end; next += 1) {
      // 256 is a multiple of 32: every letter is as likely.
      random += LETTERS.charAt((pool[next] ?? 0) & 31);
    }
    return `${idPrefixes[kind]}_${time}${random}`;
  };
}
