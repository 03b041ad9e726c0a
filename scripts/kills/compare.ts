import { readFile } from "node:fs/promises";
import { Deliveries, findDeliverySpan, type DeliveryRow } from "#models/delivery.server.ts";
import { findCampaignRun } from "#models/campaign-run.server.ts";
import { native } from "#models/native.server.ts";
import type { LedgerEntry } from "../simulator/ledger.ts";

export interface ChannelVerdict {
  readonly rows: number;
  readonly accepted: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly uncertain: number;
  readonly unknown: number;
  /** Of the uncertain and unknown: the provider's ledger says they did arrive. */
  readonly doubtedButArrived: number;
  /** Promises broken, in words: must be empty. */
  readonly violations: readonly string[];
}

/** Our ledger against the provider's. WhatsApp entries carry our id; Telegram ones only the chat. */
export async function compareLedgers(runId: string, ledgerFile: string) {
  const text = await readFile(ledgerFile, "utf8");
  const entries = text
    .split("\n")
    .filter((line) => line.endsWith("}"))
    .map((line) => JSON.parse(line) as LedgerEntry);
  const run = await findCampaignRun(runId);
  const planned = run?.plannedCount ?? 0;
  const rows: DeliveryRow[] = [];
  for (let from = 0; from < planned; from += 1_000) {
    rows.push(...(await findDeliverySpan(runId, from, from + 1_000)));
  }
  const accepts = new Map<string, number>();
  for (const { adapterId, echo, to } of entries) {
    const key = echo ?? `${adapterId}:${to.replace(/^\+/, "")}`;
    accepts.set(key, (accepts.get(key) ?? 0) + 1);
  }
  const channels: Record<string, ChannelVerdict> = {};
  for (const channel of new Set(rows.map((row) => row.channel))) {
    channels[channel] = judge(
      rows.filter((row) => row.channel === channel),
      accepts,
    );
  }
  const total = await native(Deliveries).countDocuments({ runId, seq: { $gte: 0, $lt: planned } });
  return { planned, rows: total, missingRows: planned - total, channels };
}

const DOUBT = new Set(["uncertain", "unknown"]);

function judge(rows: readonly DeliveryRow[], accepts: ReadonlyMap<string, number>): ChannelVerdict {
  const verdict = {
    rows: rows.length,
    accepted: 0,
    lost: 0,
    duplicated: 0,
    uncertain: 0,
    unknown: 0,
    doubtedButArrived: 0,
  };
  const violations: string[] = [];
  for (const row of rows) {
    const address = `${row.channel}:${row.address.replace(/^\+/, "")}`;
    const count = accepts.get(row._id) ?? accepts.get(address) ?? 0;
    if (row.state === "accepted") verdict.accepted += 1;
    if (row.state === "uncertain") verdict.uncertain += 1;
    if (row.state === "unknown") verdict.unknown += 1;
    if (count > 1) verdict.duplicated += 1;
    if (DOUBT.has(row.state) && count > 0) verdict.doubtedButArrived += 1;
    if (!DOUBT.has(row.state) && count === 0) verdict.lost += 1;
    if (row.state === "accepted" && count === 0) violations.push(`P2 ${row._id}`);
    if (count > 0 && row.state !== "accepted" && !DOUBT.has(row.state)) {
      violations.push(`P3 ${row._id} ${row.state}`);
    }
  }
  return { ...verdict, violations };
}
