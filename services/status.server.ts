import { createHash } from "node:crypto";
import type { InboundEvent } from "#channels/contract.ts";
import { findContactByIdentity } from "#models/contact.server.ts";
import { inTransaction } from "#models/connection.server.ts";
import {
  findDeliveriesByIds,
  findDeliveriesByProviderKeys,
  findDeliveriesOf,
  providerKey,
  type DeliveryRow,
} from "#models/delivery.server.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";
import { writeStatusChanges } from "#models/delivery-status.server.ts";
import type { Session } from "#models/native.server.ts";
import { parkOrphans, type OrphanStatusRow } from "#models/orphan-status.server.ts";
import { DAY_MS } from "#core/duration.ts";
import { closeAddress } from "./recipient-effects.server.ts";
import { announceProgress } from "./progress.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { changeOf, type Evidence, type RowChange } from "./status-change.server.ts";

export type StatusEvent = Extract<InboundEvent, { type: "status" | "watermark" }>;
type StatusRuntime = Pick<Runtime, "now" | "newId" | "log">;

export interface StatusTally {
  readonly changed: number;
  /** Known already. */
  readonly repeated: number;
  /** Came before the row; tried again until it is there. */
  readonly parked: number;
}

const CHUNK = 256;
const WATERMARK_DAYS = 7;
const ORPHAN_FIRST_WAIT_MS = 500;

/**
 * What providers say about messages. Facts merge in any order and any number of times; an id of ours
 * in a receipt settles a delivery whose own answer was lost.
 */
export async function applyStatuses(
  accountId: string,
  events: readonly StatusEvent[],
  rt: StatusRuntime,
): Promise<StatusTally> {
  const evidence: Evidence[] = [];
  for (const event of events) {
    if (event.type === "status") evidence.push({ accountId, event });
    else evidence.push(...(await readWatermark(accountId, event, rt)));
  }
  const tally = { changed: 0, repeated: 0, parked: 0 };
  for (let at = 0; at < evidence.length; at += CHUNK) {
    const part = await applyEvidence(evidence.slice(at, at + CHUNK), rt);
    await park(part.missing, 0, rt);
    tally.changed += part.changed;
    tally.repeated += part.repeated;
    tally.parked += part.missing.length;
  }
  return tally;
}

export interface Applied {
  readonly changed: number;
  readonly repeated: number;
  readonly missing: readonly Evidence[];
}

/** Rows are read and written in one transaction, so that totals count each fact once. */
export async function applyEvidence(
  evidence: readonly Evidence[],
  rt: StatusRuntime,
): Promise<Applied> {
  const now = rt.now();
  const outcome = await inTransaction(async (session) => {
    const found = await findRows(evidence, session);
    const changes: RowChange[] = [];
    const missing: Evidence[] = [];
    let matched = 0;
    for (const [row, about] of found.byRow) {
      matched += about.length;
      const change = changeOf(row, about, now);
      if (change) changes.push(change);
    }
    missing.push(...found.missing);
    await writeStatusChanges(changes, session);
    return { changes, missing, matched };
  });
  for (const change of outcome.changes) await applyEffect(change, rt);
  await announceProgress(
    outcome.changes.map((change) => change.row),
    rt,
  );
  const changed = outcome.changes.length;
  return { changed, repeated: outcome.matched - changed, missing: outcome.missing };
}

async function findRows(evidence: readonly Evidence[], session: Session) {
  const ids = new Set<string>();
  const keys = new Set<string>();
  for (const { accountId, event } of evidence) {
    if (event.echo) ids.add(event.echo);
    else if (event.externalId) keys.add(providerKey(accountId, event.externalId));
  }
  const byId = await findDeliveriesByIds([...ids], session);
  const byKey = await findDeliveriesByProviderKeys([...keys], session);
  const rows = new Map(byId.map((row) => [row._id, row]));
  const named = new Map<string, DeliveryRow>();
  for (const row of byKey) if (row.providerId) named.set(row.providerId, row);
  const byRow = new Map<DeliveryRow, Evidence[]>();
  const missing: Evidence[] = [];
  for (const one of evidence) {
    const { echo, externalId } = one.event;
    const key = externalId ? providerKey(one.accountId, externalId) : "";
    const row = echo ? rows.get(echo) : named.get(key);
    // An echo speaks for the account it was sent through, and for no other.
    if (!row || row.accountId !== one.accountId) missing.push(one);
    else if (byRow.has(row)) byRow.get(row)?.push(one);
    else byRow.set(row, [one]);
  }
  return { byRow, missing };
}

async function applyEffect(change: RowChange, rt: StatusRuntime): Promise<void> {
  const { effect, row, failure } = change;
  if (!effect) return;
  const recipient = { ...row, deliveryId: row._id };
  const reason = failure?.code ?? effect;
  const detail = failure?.detail ?? "";
  const { workspaceId, channel } = row;
  await closeAddress({ batch: { workspaceId, channel }, recipient, effect, reason, detail }, rt);
}

/** "Everything up to this moment": the person's rows of the last week that lack the fact. */
async function readWatermark(
  accountId: string,
  event: Extract<StatusEvent, { type: "watermark" }>,
  rt: StatusRuntime,
): Promise<Evidence[]> {
  const account = await ChannelAccounts.findOne({ _id: accountId }).lean();
  if (!account) return [];
  const { kind, value } = event.from;
  const contact = await findContactByIdentity(account.workspaceId, { kind, accountId, value });
  if (!contact) return [];
  const since = new Date(rt.now().getTime() - WATERMARK_DAYS * DAY_MS);
  // Our clock wrote the rows, the provider's the watermark: a little slack, or the last one is missed.
  const upTo = new Date(event.at.getTime() + 2_000);
  const rows = await findDeliveriesOf(contact._id, since, upTo);
  return rows
    .filter((row) => row.accountId === accountId && row.state === "accepted")
    .filter((row) => !row.facts[event.status])
    .map((row) => ({
      accountId,
      event: { type: "status", status: event.status, echo: row._id, at: event.at },
    }));
}

export async function park(
  missing: readonly Evidence[],
  tries: number,
  rt: Pick<Runtime, "now">,
): Promise<void> {
  const now = rt.now();
  const nextTryAt = new Date(now.getTime() + ORPHAN_FIRST_WAIT_MS);
  const rows = missing.map(({ accountId, event }): OrphanStatusRow => {
    const text = JSON.stringify([accountId, event.echo, event.externalId, event.status, event.at]);
    const _id = createHash("sha256").update(text).digest("base64url");
    return { _id, accountId, event: { ...event }, tries, nextTryAt, parkedAt: now };
  });
  await parkOrphans(rows);
}

/** The person answered this message. */
export async function markReplied(
  deliveryId: string,
  at: Date,
  rt: StatusRuntime,
): Promise<"changed" | "known" | "not-found"> {
  const [row] = await findDeliveriesByIds([deliveryId]);
  if (!row) return "not-found";
  const changes = await inTransaction(async (session) => {
    const [fresh] = await findDeliveriesByIds([deliveryId], session);
    const change = fresh ? changeOf(fresh, [], rt.now(), { replied: at }) : null;
    await writeStatusChanges(change ? [change] : [], session);
    return change ? [change] : [];
  });
  await announceProgress(
    changes.map((change) => change.row),
    rt,
  );
  return changes.length > 0 ? "changed" : "known";
}
