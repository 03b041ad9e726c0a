import { DAY_MS } from "../duration.ts";

/** One asynchronous thread per person and channel account: this key is unique, so two can never open. */
export function threadKey(contactId: string, accountId: string): string {
  return `${contactId}:${accountId}`;
}

/** How long after a delivery an unquoted message still counts as its answer. */
export const ANSWER_WINDOW_MS = 7 * DAY_MS;

/** What attribution needs of a delivery. */
export interface SentBefore {
  readonly _id: string;
  readonly campaignId: string | null;
  readonly accountId: string;
  readonly state: string;
  readonly at: Date;
}

export interface Attribution {
  readonly deliveryId: string;
  readonly campaignId: string | null;
  readonly answersBy: "exact" | "window";
}

/**
 * The delivery a message answers: the one it quotes, else the last one that reached (or may have
 * reached) the person on this account in the seven days before. Depends on the ledger and on the
 * message's own time only, so the order in which webhooks arrive changes nothing.
 */
export function attribute(
  message: { readonly accountId: string; readonly at: Date },
  quoted: SentBefore | null,
  recent: readonly SentBefore[],
): Attribution | null {
  if (quoted) return { ...ids(quoted), answersBy: "exact" };
  const from = message.at.getTime() - ANSWER_WINDOW_MS;
  const last = recent
    .filter((row) => row.accountId === message.accountId && mayHaveArrived(row))
    .filter((row) => row.at.getTime() >= from && row.at <= message.at)
    .reduce<SentBefore | null>((best, row) => (best && isLater(best, row) ? best : row), null);
  return last && { ...ids(last), answersBy: "window" };
}

function ids(row: SentBefore): { deliveryId: string; campaignId: string | null } {
  return { deliveryId: row._id, campaignId: row.campaignId };
}

function mayHaveArrived(row: SentBefore): boolean {
  return row.state === "accepted" || row.state === "uncertain" || row.state === "unknown";
}

function isLater(a: SentBefore, b: SentBefore): boolean {
  return a.at.getTime() === b.at.getTime() ? a._id > b._id : a.at > b.at;
}

/**
 * Text whose plain comparison orders provider ids the way they were given out: numbers inside it are
 * padded. Providers' clocks tick in seconds; this decides between messages of the same second.
 */
export function tieKey(externalId: string): string {
  return externalId.replace(/\d{1,24}/g, (digits) => digits.padStart(24, "0"));
}

export interface Arrangeable {
  readonly _id: string;
  readonly at: Date;
  readonly groupId: string | null;
  readonly externalKey?: string | undefined;
}

/** Oldest first, albums kept together where their first part stands. A total order: arrival does not matter. */
export function arrange<Row extends Arrangeable>(rows: readonly Row[]): Row[] {
  const sorted = [...rows].sort(compare);
  const leaders = new Map<string, Row>();
  for (const row of sorted) {
    if (row.groupId !== null && !leaders.has(row.groupId)) leaders.set(row.groupId, row);
  }
  const leader = (row: Row): Row =>
    row.groupId === null ? row : (leaders.get(row.groupId) ?? row);
  return sorted.sort((a, b) => {
    const [first, second] = [leader(a), leader(b)];
    return first === second ? compare(a, b) : compare(first, second);
  });
}

function compare(a: Arrangeable, b: Arrangeable): number {
  const time = a.at.getTime() - b.at.getTime();
  if (time !== 0) return time;
  const [left, right] = [tieKey(a.externalKey ?? a._id), tieKey(b.externalKey ?? b._id)];
  return left < right ? -1 : left > right ? 1 : 0;
}
