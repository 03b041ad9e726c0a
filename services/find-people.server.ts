import { matchesSearch, parseSearch } from "#core/contact/search.ts";
import { findContactWindow, lastOrdinal, type ContactRow } from "#models/contact.server.ts";

const FOUND_MAX = 8;
const WINDOW = 20_000;
const WINDOWS_MAX = 15;

/** A few people who go by this name, number or address; the latest added first. */
export async function findPeople(workspaceId: string, text: string): Promise<ContactRow[]> {
  const query = parseSearch(text);
  const token = query?.lookups[0]?.[0];
  if (!query || token === undefined) return [];
  const found: ContactRow[] = [];
  let to = await lastOrdinal(workspaceId);
  for (let window = 0; to > 0 && window < WINDOWS_MAX; window += 1) {
    const from = Math.max(1, to - WINDOW + 1);
    const rows = await findContactWindow({ workspaceId, from, to, token });
    const fitting = rows.filter((row) => matchesSearch(query, row));
    found.push(...fitting.sort((a, b) => b.ordinal - a.ordinal));
    if (found.length >= FOUND_MAX) break;
    to = from - 1;
  }
  return found.slice(0, FOUND_MAX);
}
