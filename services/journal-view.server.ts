import { readCounters } from "#models/counter.server.ts";
import { findReceipt, listReceipts, type ReceiptRow } from "#models/receipt.server.ts";
import { loadAccount } from "./account-cache.server.ts";
import { hideSecrets } from "./account-sealing.server.ts";
import { refusalCounter, refusalKinds, type RefusalKind } from "./inbound-refusals.server.ts";
import type { Runtime } from "./runtime.server.ts";

export interface JournalLine {
  readonly id: string;
  readonly at: Date;
  readonly accountId: string;
  readonly adapterId: string;
  readonly state: ReceiptRow["state"];
  readonly attempts: number;
  readonly bytes: number;
  readonly result: ReceiptRow["result"];
  readonly error: string | null;
}

export interface JournalCall extends JournalLine {
  readonly request: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Text with credentials taken out; null = not text. */
  readonly payload: string | null;
  readonly isCut: boolean;
}

const PAYLOAD_MAX = 20_000;

export async function readJournal(
  workspaceId: string,
  page: { readonly before: Date; readonly limit: number; readonly accountId: string | null },
): Promise<JournalLine[]> {
  return (await listReceipts(workspaceId, page)).map(lineOf);
}

export async function readJournalCall(
  workspaceId: string,
  receiptId: string,
  rt: Pick<Runtime, "now" | "vault" | "findChannel">,
): Promise<JournalCall | null> {
  const row = await findReceipt(workspaceId, receiptId);
  if (!row) return null;
  const owner = await loadAccount(row.accountId, rt);
  const hide = (text: string) => (owner ? hideSecrets(text, owner) : text);
  const text = textOf(row.body);
  const { method, url, headers } = row.request;
  return {
    ...lineOf(row),
    request: hide(`${method} ${url}`),
    headers: Object.entries(headers).map(([name, value]) => ({ name, value: hide(value) })),
    payload: text === null ? null : hide(text).slice(0, PAYLOAD_MAX),
    isCut: text !== null && text.length > PAYLOAD_MAX,
  };
}

function lineOf(row: ReceiptRow): JournalLine {
  const { _id, at, accountId, adapterId, state, attempts, result, error } = row;
  const bytes = row.body.byteLength;
  return { id: _id, at, accountId, adapterId, state, attempts, bytes, result, error };
}

/** JSON comes laid out; what is not text is not shown. */
function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Forms and mails are shown as they came.
    return text;
  }
}

/** Calls that were turned away, since the counting began. */
export async function readRefusals(
  ids: readonly string[],
): Promise<{ readonly kind: RefusalKind; readonly count: number }[]> {
  const totals = await readCounters(
    ids.flatMap((id) => refusalKinds.map((kind) => refusalCounter(id, kind))),
  );
  return refusalKinds.map((kind) => {
    const counts = ids.map((id) => totals.get(refusalCounter(id, kind)) ?? 0);
    return { kind, count: counts.reduce((sum, one) => sum + one, 0) };
  });
}
