import { PeopleIndex, type SuppressedOn } from "#core/audience/people-index.ts";
import { MINUTE_MS } from "#core/duration.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";
import {
  findContactsByIdentityKeys,
  findContactsByIds,
  findContactWindow,
  identityKey,
  lastOrdinal,
  type ContactRow,
} from "#models/contact.server.ts";
import { readCounter } from "#models/counter.server.ts";
import { findEventsAfter } from "#models/event.server.ts";
import { findSuppressions } from "#models/suppression.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** The people of a workspace held in columns, kept fresh while somebody counts. */
export interface PeopleFeed {
  readonly index: PeopleIndex;
  /** False while the first reading is still under way: counts are of `seen` of `total` people. */
  readonly isComplete: boolean;
  readonly seen: number;
  readonly total: number;
  /** When the people were last as they stand here. */
  readonly asOf: Date;
}

interface Feed {
  readonly workspaceId: string;
  index: PeopleIndex;
  /** Suppressed channels by `<kind>:<value>`. */
  suppressed: Map<string, string[]>;
  isComplete: boolean;
  seen: number;
  total: number;
  lastOrdinal: number;
  lastSeq: number;
  asOf: Date;
  readAt: Date;
  usedAt: Date;
  reading: Promise<void> | null;
  refreshing: Promise<void> | null;
}

const WINDOW = 1_000;
/** The first answer waits this long for the first reading; small workspaces are whole by then. */
const PATIENCE_MS = 1_200;
/** However quiet the announcements: everything is read again after this. */
const REREAD_MS = 10 * MINUTE_MS;
const FRESH_MS = 300;
const CHANGES_MAX = 5_000;
const SUPPRESSION_OVERLAP_MS = 10_000;
/** Numbers of announcements may fill in late. */
const OVERLAP = 50;
const WORKSPACES_MAX = 8;

const feeds = new Map<string, Feed>();

/** Topics that change one person (`ref`), and those after which everybody is read again. */
const personTopics = new Set(["contact.changed", "contact.removed"]);
const bulkTopics = new Set([
  "contacts.changed",
  "import.progress",
  "import.done",
  "suppression.changed",
]);

export async function openPeopleFeed(
  workspaceId: string,
  rt: Pick<Runtime, "now">,
): Promise<PeopleFeed> {
  const feed = feeds.get(workspaceId) ?? newFeed(workspaceId, rt.now());
  feeds.set(workspaceId, feed);
  feed.usedAt = rt.now();
  dropIdleFeeds();
  const isOld = rt.now().getTime() - feed.readAt.getTime() > REREAD_MS;
  if (feed.lastSeq === -1 || isOld) feed.reading ??= readEverybody(feed, rt);
  if (!feed.isComplete && feed.reading) await Promise.race([feed.reading, patience()]);
  if (feed.isComplete) await refresh(feed, rt);
  return feed;
}

function newFeed(workspaceId: string, now: Date): Feed {
  return {
    workspaceId,
    index: new PeopleIndex(),
    suppressed: new Map(),
    isComplete: false,
    seen: 0,
    total: 0,
    lastOrdinal: 0,
    lastSeq: -1,
    asOf: now,
    readAt: now,
    usedAt: now,
    reading: null,
    refreshing: null,
  };
}

/** Walks everybody into a fresh index; the old one answers until the walk is over. */
async function readEverybody(feed: Feed, rt: Pick<Runtime, "now">): Promise<void> {
  const { workspaceId } = feed;
  try {
    const seq = await readCounter(`events:${workspaceId}`);
    feed.lastSeq = Math.max(feed.lastSeq, 0);
    const [total, suppressed] = await Promise.all([
      lastOrdinal(workspaceId),
      readSuppressed(workspaceId, rt.now()),
    ]);
    const index = new PeopleIndex();
    if (!feed.isComplete) feed.index = index;
    feed.suppressed = suppressed;
    feed.total = total;
    for (let from = 1; from <= total; from += WINDOW) {
      await readWindow(index, suppressed, workspaceId, from, from + WINDOW - 1);
      feed.seen = Math.min(total, from + WINDOW - 1);
    }
    Object.assign(feed, { index, lastOrdinal: total, lastSeq: seq, isComplete: true });
    feed.asOf = feed.readAt = rt.now();
  } finally {
    feed.reading = null;
  }
}

async function readWindow(
  index: PeopleIndex,
  suppressed: ReadonlyMap<string, string[]>,
  workspaceId: string,
  from: number,
  to: number,
): Promise<void> {
  for (const row of await findContactWindow({ workspaceId, from, to })) {
    index.put(row.ordinal, row, suppressedOn(row, suppressed));
  }
}

/** What changed since the last count, one at a time however many ask. */
async function refresh(feed: Feed, rt: Pick<Runtime, "now">): Promise<void> {
  if (rt.now().getTime() - feed.asOf.getTime() < FRESH_MS) return;
  feed.refreshing ??= applyChanges(feed, rt).finally(() => {
    feed.refreshing = null;
  });
  await feed.refreshing;
}

async function applyChanges(feed: Feed, rt: Pick<Runtime, "now">): Promise<void> {
  const { workspaceId } = feed;
  const now = rt.now();
  const events = await findEventsAfter(workspaceId, feed.lastSeq - OVERLAP);
  const fresh = events.filter(({ seq }) => seq > feed.lastSeq);
  const changed = new Set(
    events.filter(({ topic }) => personTopics.has(topic)).map(({ ref }) => ref),
  );
  const isBulk = fresh.some(({ topic }) => bulkTopics.has(topic)) || changed.size > CHANGES_MAX;
  feed.lastSeq = Math.max(feed.lastSeq, ...fresh.map(({ seq }) => seq));
  const total = await lastOrdinal(workspaceId);
  // A large import is read by the walk, in the background: this answer is a little old and says so.
  if (isBulk || total - feed.lastOrdinal > CHANGES_MAX) {
    feed.reading ??= readEverybody(feed, rt);
    if (total <= CHANGES_MAX) await feed.reading;
    return;
  }
  for (const id of await newlySuppressed(feed, now)) changed.add(id);
  if (changed.size > 0) feed.suppressed = await readSuppressed(workspaceId, now);
  for (let from = feed.lastOrdinal + 1; from <= total; from += WINDOW) {
    await readWindow(feed.index, feed.suppressed, workspaceId, from, from + WINDOW - 1);
  }
  // Ordinals are given out before the rows are there: the last few are looked at again next time.
  feed.lastOrdinal = Math.max(0, total - WINDOW);
  feed.total = feed.seen = total;
  await reread(feed, [...changed]);
  feed.asOf = now;
}

async function reread(feed: Feed, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += WINDOW) {
    const some = ids.slice(from, from + WINDOW);
    const rows = await findContactsByIds(feed.workspaceId, some);
    const found = new Map(rows.map((row) => [row._id, row]));
    for (const id of some) {
      const row = found.get(id);
      if (row) feed.index.put(row.ordinal, row, suppressedOn(row, feed.suppressed));
      else feed.index.drop(id);
    }
  }
}

/** The list says nothing when it grows: what was added since the last look is found by its time. */
async function newlySuppressed({ workspaceId, asOf }: Feed, now: Date): Promise<string[]> {
  const since = new Date(asOf.getTime() - SUPPRESSION_OVERLAP_MS);
  const rows = await findSuppressions(workspaceId, since, now);
  if (rows.length === 0) return [];
  const accounts = await ChannelAccounts.find({ workspaceId }).lean();
  const scopes = [null, ...accounts.map((account) => account._id)];
  const keys = rows.flatMap(({ addressKind: kind, address: value }) =>
    scopes.map((accountId) => identityKey(workspaceId, { kind, accountId, value })),
  );
  return (await findContactsByIdentityKeys(keys)).map((row) => row._id);
}

async function readSuppressed(workspaceId: string, now: Date): Promise<Map<string, string[]>> {
  const rows = await findSuppressions(workspaceId, new Date(0), now);
  const suppressed = new Map<string, string[]>();
  for (const { addressKind, address, channel } of rows) {
    const key = `${addressKind}:${address}`;
    suppressed.set(key, [...(suppressed.get(key) ?? []), channel]);
  }
  return suppressed;
}

function suppressedOn(row: ContactRow, suppressed: ReadonlyMap<string, string[]>): SuppressedOn {
  return row.identities.map(({ kind, value }) => suppressed.get(`${kind}:${value}`) ?? []);
}

/** A process serves many workspaces over time; only those in use keep their columns. */
function dropIdleFeeds(): void {
  if (feeds.size <= WORKSPACES_MAX) return;
  const [oldest] = [...feeds.values()].sort((a, b) => a.usedAt.getTime() - b.usedAt.getTime());
  if (oldest) feeds.delete(oldest.workspaceId);
}

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref());
}
