import { hash } from "node:crypto";
import type { ChannelAdapter, WebhookAnswer, WebhookRequest } from "#channels/contract.ts";
import { MINUTE_MS } from "#core/duration.ts";
import { idPrefixes } from "#core/id.ts";
import type { ReceiptRow } from "#models/receipt.server.ts";
import {
  loadAccount,
  loadAccountsByKey,
  loadAccountsOf,
  type LoadedAccount,
} from "./account-cache.server.ts";
import { hideSecrets } from "./account-sealing.server.ts";
import { nudgeInbound } from "./inbound-nudge.server.ts";
import { countRefusal } from "./inbound-refusals.server.ts";
import { storeReceipt } from "./inbound-store.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** Providers' batches stay well below; a mail brings its own limit. */
export const WEBHOOK_BYTES_MAX = 3 * 1_024 * 1_024;
/** Handshakes that name no account are offered to this many. */
const CHALLENGED_MAX = 50;
/** A provider that gives no event id repeats a call within minutes; two honest "ok" later are two. */
const REPEAT_SLOT_MS = 5 * MINUTE_MS;

export interface InboundCall {
  readonly adapterId: string;
  /** null = the address shared by all accounts of the channel. */
  readonly accountId: string | null;
  readonly request: WebhookRequest;
  /** Default WEBHOOK_BYTES_MAX. */
  readonly maxBytes?: number;
}

export type Accepted =
  | { readonly kind: "accepted"; readonly answer: WebhookAnswer }
  | { readonly kind: "duplicate"; readonly answer: WebhookAnswer }
  | { readonly kind: "challenge"; readonly answer: WebhookAnswer }
  | { readonly kind: "unknown-channel" }
  | { readonly kind: "unknown-account" }
  | { readonly kind: "bad-signature"; readonly reason: string }
  | { readonly kind: "too-large" }
  | { readonly kind: "store-failed" };

const EMPTY_200: WebhookAnswer = { status: 200, body: "" };

/**
 * A webhook is answered before it is understood: found, verified over its raw bytes, stored durably,
 * answered. Nothing else happens on the way; `inbound-processing` reads it afterwards.
 */
export async function acceptWebhook(call: InboundCall, rt: Runtime): Promise<Accepted> {
  const adapter = rt.findChannel(call.adapterId);
  if (!adapter) return { kind: "unknown-channel" };
  const limit = call.maxBytes ?? WEBHOOK_BYTES_MAX;
  if (call.request.body.byteLength > limit) return refuse(call, { kind: "too-large" }, rt);
  let candidates: readonly LoadedAccount[];
  try {
    candidates = await findCandidates(call, adapter, rt);
  } catch (error) {
    rt.log.warn({ event: "webhook.lookup-failed", err: error }, "accounts could not be read");
    return { kind: "store-failed" };
  }
  if (candidates.length === 0) return refuse(call, { kind: "unknown-account" }, rt);
  const handshake = answerChallenge(call.request, candidates);
  if (handshake) return { kind: "challenge", answer: handshake };
  const signed = findSigned(call.request, candidates);
  if ("reason" in signed) return refuse(call, { kind: "bad-signature", ...signed }, rt);
  return keep(call.request, signed.owner, rt);
}

async function keep(request: WebhookRequest, owner: LoadedAccount, rt: Runtime): Promise<Accepted> {
  const row = receiptOf(request, owner, rt);
  const { webhook } = owner.adapter;
  const answer = webhook.answerFor?.(request) ?? webhook.answer ?? EMPTY_200;
  const stored = await storeReceipt(row, rt);
  if (stored === "failed") return { kind: "store-failed" };
  if (stored === "stored") nudgeInbound(row, rt);
  return { kind: stored === "stored" ? "accepted" : "duplicate", answer };
}

async function findCandidates(
  call: InboundCall,
  adapter: ChannelAdapter,
  rt: Runtime,
): Promise<readonly LoadedAccount[]> {
  if (call.accountId !== null) {
    const found = await loadAccount(call.accountId, rt);
    return found && found.adapter.id === adapter.id ? [found] : [];
  }
  const keys = locate(adapter, call.request);
  if (keys.length > 0) return loadAccountsByKey(adapter.id, keys, rt);
  // A handshake names no account: whoever knows its token answers.
  if (call.request.method !== "GET") return [];
  return (await loadAccountsOf(adapter.id, rt)).slice(0, CHALLENGED_MAX);
}

function locate(adapter: ChannelAdapter, request: WebhookRequest): readonly string[] {
  try {
    return adapter.webhook.locate?.(request) ?? [];
  } catch {
    // Not verified yet, so anybody's bytes: unreadable means it names nobody.
    return [];
  }
}

function answerChallenge(
  request: WebhookRequest,
  candidates: readonly LoadedAccount[],
): WebhookAnswer | null {
  for (const { adapter, account } of candidates) {
    const answer = adapter.webhook.challenge?.(request, account) ?? null;
    if (answer) return answer;
  }
  return null;
}

/** Several accounts may be named in one call; one good signature lets it in, each event is checked again later. */
function findSigned(
  request: WebhookRequest,
  candidates: readonly LoadedAccount[],
): { readonly owner: LoadedAccount } | { readonly reason: string } {
  let reason = "no account";
  for (const candidate of candidates) {
    const verified = candidate.adapter.webhook.verify(request, candidate.account);
    if (verified.ok) return { owner: candidate };
    reason = verified.reason;
  }
  return { reason };
}

function receiptOf(request: WebhookRequest, owner: LoadedAccount, rt: Runtime): ReceiptRow {
  const now = rt.now();
  const eventKey = owner.adapter.webhook.eventKey?.(request) ?? null;
  const slot = Math.floor(now.getTime() / REPEAT_SLOT_MS);
  const key = eventKey === null ? `${bodyHash(request.body)}:${slot}` : `event:${eventKey}`;
  const dedupeKey = `${owner.row._id}:${key}`;
  return {
    _id: receiptId(dedupeKey),
    workspaceId: owner.row.workspaceId,
    accountId: owner.row._id,
    adapterId: owner.adapter.id,
    dedupeKey,
    request: withoutSecrets(request, owner),
    body: request.body,
    state: "new",
    result: [],
    error: null,
    attempts: 0,
    at: now,
    processedAt: null,
  };
}

/** Headers that only prove who calls have done their work; a stored copy could only leak. */
function withoutSecrets(request: WebhookRequest, owner: LoadedAccount): ReceiptRow["request"] {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (name === "authorization" || name === "cookie") continue;
    headers[name] = hideSecrets(value, owner);
  }
  return { method: request.method, url: hideSecrets(request.url, owner), headers };
}

/** A repeated call is the same row: no index but that of the ids has to know it. */
function receiptId(dedupeKey: string): string {
  return `${idPrefixes.receipt}_${hash("sha256", dedupeKey, "hex").slice(0, 32)}`;
}

function bodyHash(body: Uint8Array): string {
  return hash("sha256", body, "base64url");
}

function refuse<Refusal extends Accepted>(
  call: InboundCall,
  refusal: Refusal,
  rt: Runtime,
): Refusal {
  countRefusal(call.adapterId, call.accountId, refusal.kind, rt);
  return refusal;
}
