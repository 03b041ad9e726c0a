/** The hash chain of the consent ledger: each line seals itself and, through it, all lines before. */

export const GENESIS_HASH = "0".repeat(64);

/** Hex SHA-256, handed in: core touches no platform module. */
export type Sha256 = (text: string) => string;

export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

export const emptyChain: ChainHead = { seq: 0, hash: GENESIS_HASH };

export interface Link {
  readonly seq: number;
  readonly prevHash: string;
  readonly hash: string;
}

/** Keys sorted at every depth, dates as ISO text, absent fields absent: one text per value, for ever. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sortedKeys(value)) ?? "null";
}

/** Written out by the engine in one go: three times as fast as text put together here. */
function sortedKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(sortedKeys);
  const record = value as Readonly<Record<string, unknown>>;
  const keys = inOrder(Object.keys(record));
  // Without a prototype "__proto__" is a key like the others; with one, objects of one kind share a shape.
  const sorted = (keys.includes("__proto__") ? Object.create(null) : {}) as Record<string, unknown>;
  for (const key of keys) sorted[key] = sortedKeys(record[key]);
  return sorted;
}

const ORDERS_MAX = 32;
const orders: { readonly keys: readonly string[]; readonly sorted: readonly string[] }[] = [];

/** A ledger's lines have few kinds of objects: each kind is sorted once. */
function inOrder(keys: readonly string[]): readonly string[] {
  const known = orders.find((one) => isSame(one.keys, keys));
  if (known) return known.sorted;
  const sorted = keys.toSorted();
  if (orders.length >= ORDERS_MAX) orders.length = 0;
  orders.push({ keys, sorted });
  return sorted;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

/** Everything but `hash` is sealed, so no field can be changed without being seen. */
export function linkHash(row: Omit<Link, "hash"> & object, sha256: Sha256): string {
  const { hash: _, ...sealed } = row as Link;
  return sealOf(sealed, sha256);
}

function sealOf(open: Omit<Link, "hash">, sha256: Sha256): string {
  return sha256(`${open.prevHash}\n${canonicalJson(open)}`);
}

/** Appends drafts to the chain; the result is what is stored and the head after it. */
export function appendLinks<Draft extends object>(
  head: ChainHead,
  drafts: readonly Draft[],
  sha256: Sha256,
): { readonly rows: (Draft & Link)[]; readonly head: ChainHead } {
  let { seq, hash } = head;
  const rows = drafts.map((draft) => {
    const open = { ...draft, seq: seq + 1, prevHash: hash };
    // The same object: a file of a million lines is no place for another copy of each.
    const row = Object.assign(open, { hash: sealOf(open, sha256) });
    seq = row.seq;
    hash = row.hash;
    return row;
  });
  return { rows, head: { seq, hash } };
}

export type Break = "missing-line" | "wrong-order" | "altered";

/** null = this line follows `head` and is untouched. */
export function checkLink(head: ChainHead, row: Link & object, sha256: Sha256): Break | null {
  if (row.seq !== head.seq + 1) return "missing-line";
  if (row.prevHash !== head.hash) return "wrong-order";
  return linkHash(row, sha256) === row.hash ? null : "altered";
}
