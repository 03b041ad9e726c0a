import { parseSearch } from "#core/contact/search.ts";
import { foldedWords } from "#core/contact/fold.ts";
import { findCampaignsByIds } from "#models/campaign.server.ts";
import {
  listAssignees,
  listConversations,
  type ConversationFilter,
  type ConversationRow,
} from "#models/conversation.server.ts";

export const inboxViews = [
  "mine",
  "unassigned",
  "open",
  "waiting",
  "snoozed",
  "closed",
  "mentions",
] as const;
export type InboxView = (typeof inboxViews)[number];

export interface InboxQuery {
  readonly workspaceId: string;
  readonly memberId: string;
  readonly view: InboxView;
  readonly search: string;
  readonly before: Date;
  readonly limit: number;
}

export interface InboxPage {
  readonly rows: readonly (ConversationRow & { readonly campaignName: string | null })[];
  /** Hand back as `before` for the page after; null = that was all. */
  readonly next: Date | null;
}

/** One page of a view or of a search, newest activity first. */
export async function readInbox(query: InboxQuery): Promise<InboxPage> {
  const { workspaceId, limit, before } = query;
  const page = { workspaceId, before, limit: limit + 1 };
  const filters = query.search.trim() === "" ? filtersOf(query) : searchFilters(query.search);
  const found = await Promise.all(filters.map((filter) => listConversations({ ...page, filter })));
  const rows = merge(found.flat())
    .filter((row) => query.search.trim() === "" || matches(row, query.search))
    .slice(0, limit + 1);
  const shown = rows.slice(0, limit);
  const names = await campaignNames(workspaceId, shown);
  const last = shown.at(-1);
  return {
    rows: shown.map((row) => ({ ...row, campaignName: names.get(row.campaignId ?? "") ?? null })),
    next: rows.length > limit && last ? last.lastActivityAt : null,
  };
}

function filtersOf({ view, memberId }: InboxQuery): ConversationFilter[] {
  switch (view) {
    case "mine":
      return [
        { state: "open", assigneeId: memberId },
        { state: "waiting", assigneeId: memberId },
      ];
    case "unassigned":
      return [{ state: "open", assigneeId: null }];
    case "mentions":
      return [{ mentionedIds: memberId }];
    case "open":
    case "waiting":
    case "snoozed":
    case "closed":
      return [{ state: view }];
  }
}

/** The rarest word leads: the longest look-up token; the others are checked on what it finds. */
function searchFilters(search: string): ConversationFilter[] {
  const query = parseSearch(search);
  const tokens = query?.lookups.map((set) => set[0] ?? "") ?? [];
  const longest = tokens.toSorted((a, b) => b.length - a.length)[0];
  return longest === undefined || longest === "" ? [] : [{ searchTokens: longest }];
}

/** Words are compared by the token they are cut to, so what was written is found like who wrote it. */
function matches(row: ConversationRow, search: string): boolean {
  const query = parseSearch(search);
  if (!query) return false;
  if (query.digits !== null) {
    const own = row.address.replace(/\D/g, "");
    return own.startsWith(query.digits) || own.endsWith(query.digits);
  }
  const tokens = new Set(row.searchTokens);
  const own = [...foldedWords(row.contactName), ...foldedWords(row.address)];
  return query.words.every((word, index) => {
    const isFound = (query.lookups[index] ?? []).some((token) => tokens.has(token));
    return isFound || own.some((one) => one.startsWith(word));
  });
}

function merge(rows: readonly ConversationRow[]): ConversationRow[] {
  const byId = new Map(rows.map((row) => [row._id, row]));
  return [...byId.values()].sort(
    (a, b) => b.lastActivityAt.getTime() - a.lastActivityAt.getTime() || (a._id < b._id ? 1 : -1),
  );
}

async function campaignNames(
  workspaceId: string,
  rows: readonly ConversationRow[],
): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap((row) => row.campaignId ?? []))];
  if (ids.length === 0) return new Map();
  const campaigns = await findCampaignsByIds(workspaceId, ids);
  return new Map(campaigns.map((row) => [row._id, row.name]));
}

export const COUNTED_MAX = 99;

export type UnreadCounts = Readonly<Record<"mine" | "unassigned" | "open" | "mentions", number>>;

/** Unread conversations per view, of the latest hundred: more than 99 is said as "99+". */
export async function countUnread(
  workspaceId: string,
  memberId: string,
  now: Date,
): Promise<UnreadCounts> {
  const before = new Date(now.getTime() + 60_000);
  const page = { workspaceId, before, limit: COUNTED_MAX + 1 };
  const [unread, mentions] = await Promise.all([
    listAssignees({ ...page, filter: { isUnread: true } }),
    listAssignees({ ...page, filter: { mentionedIds: memberId } }),
  ]);
  return {
    mine: unread.filter((row) => row.assigneeId === memberId).length,
    unassigned: unread.filter((row) => row.assigneeId === null).length,
    open: unread.length,
    mentions: mentions.length,
  };
}
