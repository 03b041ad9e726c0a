import { hash } from "node:crypto";
import { appendLinks, checkLink, emptyChain, type Break, type Link } from "#core/consent/chain.ts";
import { applyConsent, isRevival, projectConsents } from "#core/consent/projection.ts";
import {
  permissionFor,
  type Consent,
  type ConsentKind,
  type Permission,
} from "#core/consent/state.ts";
import type { Purpose } from "#core/message/message.ts";
import { inTransaction, isDuplicateKey } from "#models/connection.server.ts";
import {
  findConsentEventIds,
  findConsentHead,
  findConsentLines,
  type ConsentEventRow,
  type Wording,
} from "#models/consent-event.server.ts";
import { writeConsentLines, type ConsentTurn } from "#models/consent-writer.server.ts";
import { findContactsByIds, findContactWindow, lastOrdinal } from "#models/contact.server.ts";
import { announce } from "./events.server.ts";
import type { Runtime } from "./runtime.server.ts";

export interface ConsentInput {
  readonly workspaceId: string;
  readonly contactId: string;
  readonly channel: string;
  readonly purpose: Purpose;
  readonly kind: ConsentKind;
  readonly wording: Wording | null;
  /** See ConsentEventRow.source. "import" never undoes a withdrawal. */
  readonly source: string;
  readonly actor: string;
  readonly proof: Readonly<Record<string, string>>;
  /** Default: now. */
  readonly at?: Date;
  /** Makes a repeat harmless: the same key is one line of the ledger, however often it is given. */
  readonly key?: string;
}

export interface RecordedConsents {
  readonly recorded: number;
  /** Given again under a key that is already in the ledger. */
  readonly repeated: number;
  /** Grants of a file for people who opted out: not written. */
  readonly keptOptedOut: number;
}

/**
 * Appends to the ledger and moves the projection, all or nothing, in the order given. All inputs
 * must be of one workspace. One compare-and-set of the chain's head per call, so hand over many.
 */
export async function recordConsents(
  inputs: readonly ConsentInput[],
  rt: Pick<Runtime, "now" | "newId">,
): Promise<RecordedConsents> {
  const workspaceId = inputs[0]?.workspaceId;
  if (workspaceId === undefined) return { recorded: 0, repeated: 0, keptOptedOut: 0 };
  if (inputs.some((input) => input.workspaceId !== workspaceId)) {
    throw new Error("One call of recordConsents is for one workspace.");
  }
  const drafts = inputs.map((input) => draftOf(input, rt));
  const result = await inConsentTurn(workspaceId, (turn) => appendDrafts(drafts, turn));
  const contactIds = [...new Set(drafts.map((draft) => draft.contactId))];
  // A file of thousands says so itself, as import progress.
  if (result.recorded > 0 && contactIds.length <= 100) {
    const changes = contactIds.map((ref) => ({ topic: "contact.changed", ref }));
    await announce(workspaceId, changes, rt);
  }
  return result;
}

/** A line before it has a place in the chain. */
export type ConsentDraft = Omit<ConsentEventRow, keyof Link>;

/** What is written, before it has a place in the chain. */
export function draftOf(input: ConsentInput, rt: Pick<Runtime, "now" | "newId">): ConsentDraft {
  const { key, at, proof } = input;
  const { workspaceId, contactId, channel, purpose, kind, wording, source, actor } = input;
  const now = rt.now();
  const isDeclared = at !== undefined && at.getTime() !== now.getTime();
  // Field by field: spreading a literal costs twice as much as all the rest of this.
  return {
    workspaceId,
    contactId,
    channel,
    purpose,
    kind,
    wording,
    source,
    actor,
    _id: key === undefined ? rt.newId("consentEvent") : consentEventId(key),
    at: at ?? now,
    // A declared time says when they agreed; this says when we wrote it down.
    proof: isDeclared ? { ...proof, recordedAt: now.toISOString() } : { ...proof },
  };
}

/** The line a key stands for. */
export function consentEventId(key: string): string {
  return `cev_${sha256(key).slice(0, 26)}`;
}

async function appendDrafts(
  drafts: readonly ConsentDraft[],
  turn: ConsentTurn,
): Promise<RecordedConsents> {
  const known = await findConsentEventIds(drafts.map((draft) => draft._id));
  const contactIds = [...new Set(drafts.map((draft) => draft.contactId))];
  const people = await turn.readConsents(contactIds);
  const before = new Map(people.map((row) => [row.contactId, row.consents]));
  const plan = planConsents(drafts, before, known);
  const { rows, head } = appendLinks(turn.head, plan.fresh, sha256);
  const lines = turn.newLines();
  for (const row of rows) lines.add(row);
  await turn.write(lines, head, plan.changed);
  const { keptOptedOut } = plan;
  return {
    recorded: rows.length,
    repeated: drafts.length - rows.length - keptOptedOut,
    keptOptedOut,
  };
}

export interface ConsentPlan {
  readonly fresh: ConsentDraft[];
  /** Current consent afterwards, of those it changes for. */
  readonly changed: Map<string, Consent[]>;
  readonly keptOptedOut: number;
}

/** What of these drafts is written, and what follows from it for each person. */
export function planConsents(
  drafts: readonly ConsentDraft[],
  before: ReadonlyMap<string, readonly Consent[]>,
  known: ReadonlySet<string>,
): ConsentPlan {
  const taken = new Set(known);
  const fresh: ConsentDraft[] = [];
  const changed = new Map<string, Consent[]>();
  let keptOptedOut = 0;
  for (const draft of drafts) {
    if (taken.has(draft._id)) continue;
    taken.add(draft._id);
    const consents = changed.get(draft.contactId) ?? before.get(draft.contactId) ?? [];
    if (consents.some((row) => isSameRight(row, draft) && isRevival(row, draft))) {
      keptOptedOut += 1;
      continue;
    }
    changed.set(draft.contactId, applyConsent(consents, { ...draft, eventId: draft._id }));
    fresh.push(draft);
  }
  return { fresh, changed, keptOptedOut };
}

function isSameRight(row: Consent, draft: ConsentDraft): boolean {
  return row.channel === draft.channel && row.purpose === draft.purpose;
}

const TURN_ATTEMPTS = 20;

/**
 * Runs `work` as the only writer of this workspace's ledger and projection: its transaction holds
 * the head, and whoever comes second starts again from what the first one wrote.
 */
export async function inConsentTurn<T>(
  workspaceId: string,
  work: (turn: ConsentTurn) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction((session) => writeConsentLines(workspaceId, session, work));
    } catch (error) {
      const isLostRace = isDuplicateKey(error) || isStaleHead(error);
      if (!isLostRace || attempt >= TURN_ATTEMPTS) throw error;
    }
  }
}

function isStaleHead(error: unknown): boolean {
  return error instanceof Error && error.name === "StaleHead";
}

export function sha256(text: string): string {
  return hash("sha256", text, "hex");
}

// ---------------------------------------------------------------- reading

/** May this person be written to, by the projection as it stands now? */
export async function readPermission(
  key: { readonly workspaceId: string; readonly contactId: string },
  channel: string,
  purpose: Purpose,
): Promise<Permission> {
  const [row] = await findContactsByIds(key.workspaceId, [key.contactId]);
  if (!row) return { allowed: false, reason: "no-consent" };
  return permissionFor(row.consents, channel, purpose);
}

/** The same for a window of people; someone who is gone is not in the map. */
export async function readPermissions(
  workspaceId: string,
  contactIds: readonly string[],
  channel: string,
  purpose: Purpose,
): Promise<Map<string, Permission>> {
  const rows = await findContactsByIds(workspaceId, contactIds);
  return new Map(rows.map((row) => [row._id, permissionFor(row.consents, channel, purpose)]));
}

// ---------------------------------------------------------------- checking and rebuilding

export interface ChainReport {
  readonly workspaceId: string;
  readonly lines: number;
  /** Where the chain first breaks, or null. */
  readonly broken: { readonly seq: number; readonly kind: Break | "head-differs" } | null;
}

const LINES_PER_WINDOW = 1_000;

/** Walks the whole chain and recomputes every seal. */
export async function verifyChain(workspaceId: string): Promise<ChainReport> {
  const end = await findConsentHead(workspaceId);
  let head = emptyChain;
  for (let from = 1; from <= (end?.seq ?? 0); from += LINES_PER_WINDOW) {
    const to = Math.min(from + LINES_PER_WINDOW - 1, end?.seq ?? 0);
    const rows = await findConsentLines(workspaceId, from, to);
    for (const row of rows) {
      const broken = checkLink(head, row, sha256);
      if (broken) return report(workspaceId, head.seq, { seq: head.seq + 1, kind: broken });
      head = { seq: row.seq, hash: row.hash };
    }
    if (head.seq < to) {
      return report(workspaceId, head.seq, { seq: head.seq + 1, kind: "missing-line" });
    }
  }
  const beyond = await findConsentLines(workspaceId, head.seq + 1, head.seq + LINES_PER_WINDOW);
  const isWhole = beyond.length === 0 && head.hash === (end?.hash ?? emptyChain.hash);
  return report(workspaceId, head.seq, isWhole ? null : { seq: head.seq, kind: "head-differs" });
}

function report(workspaceId: string, lines: number, broken: ChainReport["broken"]): ChainReport {
  return { workspaceId, lines, broken };
}

export interface RebuildReport {
  readonly people: number;
  /** Whose stored consent did not follow from the ledger. */
  readonly corrected: string[];
}

const PEOPLE_PER_WINDOW = 500;

/** Makes every person's current consent what the ledger says, whatever was written there. */
export async function rebuildConsents(workspaceId: string): Promise<RebuildReport> {
  const last = await lastOrdinal(workspaceId);
  const corrected: string[] = [];
  let people = 0;
  for (let from = 1; from <= last; from += PEOPLE_PER_WINDOW) {
    const window = { workspaceId, from, to: from + PEOPLE_PER_WINDOW - 1 };
    const rows = await findContactWindow(window);
    people += rows.length;
    if (rows.length === 0) continue;
    corrected.push(
      ...(await rebuildWindow(
        workspaceId,
        rows.map((row) => row._id),
      )),
    );
  }
  return { people, corrected };
}

async function rebuildWindow(workspaceId: string, contactIds: string[]): Promise<string[]> {
  return inConsentTurn(workspaceId, async (turn) => {
    const events = await turn.readEvents(contactIds);
    const changed = new Map<string, Consent[]>();
    for (const { contactId, consents } of await turn.readConsents(contactIds)) {
      const facts = (events.get(contactId) ?? []).map((row) => ({ ...row, eventId: row._id }));
      const truth = projectConsents(facts);
      if (!isSameProjection(truth, consents)) changed.set(contactId, truth);
    }
    await turn.write(turn.newLines(), turn.head, changed);
    return [...changed.keys()];
  });
}

function isSameProjection(a: readonly Consent[], b: readonly Consent[]): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(consents: readonly Consent[]): unknown[] {
  return consents
    .map(({ channel, purpose, state, at, eventId }) => [channel, purpose, state, +at, eventId])
    .sort((a, b) => (String(a) < String(b) ? -1 : 1));
}
