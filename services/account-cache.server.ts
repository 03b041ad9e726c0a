import type { ChannelAdapter } from "#channels/contract.ts";
import { ChannelAccounts, type ChannelAccountRow } from "#models/channel-account.server.ts";
import { readSealed } from "./account-sealing.server.ts";
import type { Runtime, Vault } from "./runtime.server.ts";

export interface LoadedAccount {
  readonly row: ChannelAccountRow;
  /** What the adapter's zod type made of the stored values; pass it back to the adapter only. */
  readonly account: unknown;
  readonly adapter: ChannelAdapter;
}

type Needs = Pick<Runtime, "now" | "vault" | "findChannel">;

/** How long another process's change may go unseen. Dispatch re-reads the state for every window anyway. */
const FRESH_MS = 2_000;
/** Forged calls may name any id: misses are remembered too, but never without bound. */
const ENTRIES_MAX = 2_000;

interface Entry {
  readonly until: number;
  readonly value: Promise<readonly LoadedAccount[]>;
}

// Keyed by vault: one cache per runtime, so two test runtimes never see each other's.
const caches = new WeakMap<Vault, Map<string, Entry>>();

/** The account, opened and parsed; null when there is none or its channel is gone. Cached for 2 s. */
export async function loadAccount(accountId: string, rt: Needs): Promise<LoadedAccount | null> {
  const found = await cached(`id:${accountId}`, rt, () =>
    ChannelAccounts.find({ _id: accountId }).lean(),
  );
  return found[0] ?? null;
}

/** Accounts of a shared webhook by what the provider calls them. */
export async function loadAccountsByKey(
  adapterId: string,
  keys: readonly string[],
  rt: Needs,
): Promise<readonly LoadedAccount[]> {
  const unique = [...new Set(keys)];
  const found = await Promise.all(
    unique.map((accountKey) =>
      cached(`key:${adapterId}:${accountKey}`, rt, () =>
        ChannelAccounts.find({ adapterId, accountKey }).lean(),
      ),
    ),
  );
  return found.flat();
}

/** Every account of a channel, for handshakes that name none. */
export async function loadAccountsOf(
  adapterId: string,
  rt: Needs,
): Promise<readonly LoadedAccount[]> {
  return cached(`all:${adapterId}`, rt, () => ChannelAccounts.find({ adapterId }).lean());
}

export function forgetAccount(_accountId: string, rt: Pick<Runtime, "vault">): void {
  // Accounts are few and edits rare: dropping the lot also drops the lists and misses that name it.
  caches.delete(rt.vault);
}

function cached(
  key: string,
  rt: Needs,
  read: () => Promise<ChannelAccountRow[]>,
): Promise<readonly LoadedAccount[]> {
  const now = rt.now().getTime();
  const cache = caches.get(rt.vault) ?? new Map<string, Entry>();
  caches.set(rt.vault, cache);
  const hit = cache.get(key);
  if (hit && hit.until > now) return hit.value;
  if (cache.size >= ENTRIES_MAX) cache.clear();
  const value = read().then((rows) => rows.flatMap((row) => open(row, rt)));
  cache.set(key, { until: now + FRESH_MS, value });
  // A failed read is no answer to remember.
  value.catch(() => cache.delete(key));
  return value;
}

function open(row: ChannelAccountRow, rt: Needs): LoadedAccount[] {
  const adapter = rt.findChannel(row.adapterId);
  if (!adapter) return [];
  const parsed = adapter.account.safeParse(readSealed(row, rt));
  return parsed.success ? [{ row, account: parsed.data, adapter }] : [];
}
