import type { InboundEvent, WebhookRequest } from "#channels/contract.ts";
import type { InboundLine, InboundOutcome } from "#core/conversation/inbound-line.ts";
import { settleReceipts, type ReceiptOutcome, type ReceiptRow } from "#models/receipt.server.ts";
import { loadAccount, loadAccountsByKey, type LoadedAccount } from "./account-cache.server.ts";
import { announce, type Announcement } from "./events.server.ts";
import { applyPersonEvent, type PersonEvent } from "./inbound-person.server.ts";
import { runSerially } from "./inbound-serial.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { applyStatuses } from "./status.server.ts";

/** A call that fails this often is left for an operator to look at and replay. */
const ATTEMPTS_MAX = 5;
const PARALLEL_MAX = 8;

/** One event of one call, with the account it is for and the line it leaves in the journal. */
interface Task {
  readonly receipt: ReceiptRow;
  readonly event: InboundEvent;
  readonly owner: LoadedAccount;
  readonly place: number;
}

interface Journal {
  readonly lines: InboundLine[];
  error: string | null;
  isBroken: boolean;
}

export interface InboundTally {
  readonly receipts: number;
  readonly events: number;
  readonly failed: number;
}

/**
 * Understands stored calls. Safe to repeat with any part of them done: every step is keyed by what the
 * provider named. Events of one person run one after the other, people side by side; an event that
 * fails costs its neighbours nothing and its call is tried again by the sweep.
 */
export async function processReceipts(
  receipts: readonly ReceiptRow[],
  rt: Runtime,
): Promise<InboundTally> {
  const journals = new Map<string, Journal>();
  const tasks: Task[] = [];
  for (const receipt of receipts) {
    const journal: Journal = { lines: [], error: null, isBroken: false };
    journals.set(receipt._id, journal);
    tasks.push(...(await readReceipt(receipt, journal, rt)));
  }
  const announcements = new Map<string, Map<string, Announcement>>();
  await Promise.all([
    applyStatusTasks(tasks.filter(isStatus), journals, rt),
    applyPersonTasks(tasks.filter(isPersonal), journals, announcements, rt),
  ]);
  for (const [workspaceId, byRef] of announcements) {
    await announce(workspaceId, [...byRef.values()], rt);
  }
  const outcomes = receipts.map((receipt) => outcomeOf(receipt, journals.get(receipt._id)));
  await settleReceipts(outcomes, rt.now());
  const failed = outcomes.filter((one) => one.error !== null).length;
  return { receipts: receipts.length, events: tasks.length, failed };
}

function outcomeOf(receipt: ReceiptRow, journal: Journal | undefined): ReceiptOutcome {
  const attempts = receipt.attempts + 1;
  const isBroken = journal?.isBroken ?? true;
  const broken = attempts >= ATTEMPTS_MAX ? "failed" : "new";
  return {
    _id: receipt._id,
    state: isBroken ? broken : "done",
    result: journal?.lines ?? [],
    error: journal?.error ?? null,
    attempts,
  };
}

async function readReceipt(receipt: ReceiptRow, journal: Journal, rt: Runtime): Promise<Task[]> {
  const owner = await loadAccount(receipt.accountId, rt);
  if (!owner) {
    journal.error = "account-gone";
    journal.isBroken = true;
    return [];
  }
  const request: WebhookRequest = { ...receipt.request, body: receipt.body, now: receipt.at };
  let events: readonly InboundEvent[];
  try {
    events = await owner.adapter.webhook.parse(request, owner.account);
  } catch (error) {
    rt.log.warn({ event: "webhook.unreadable", receiptId: receipt._id, err: error }, "not parsed");
    journal.error = error instanceof Error ? error.message : String(error);
    journal.isBroken = true;
    return [];
  }
  const tasks: Task[] = [];
  for (const event of events) {
    const place = journal.lines.push({ type: event.type, outcome: "waiting" }) - 1;
    const account = await accountOf(event, owner, request, rt);
    if (!account) note(journal, place, { outcome: "other-account" });
    else if (event.type === "ignored") note(journal, place, ignoredLine(event));
    else tasks.push({ receipt, event, owner: account, place });
  }
  return tasks;
}

/** A shared address speaks of several accounts; each must have signed for its own events. */
async function accountOf(
  event: InboundEvent,
  owner: LoadedAccount,
  request: WebhookRequest,
  rt: Runtime,
): Promise<LoadedAccount | null> {
  const { accountKey } = event;
  if (accountKey === undefined || accountKey === owner.row.accountKey) return owner;
  if (owner.row.accountKey === undefined) return owner;
  const [other] = await loadAccountsByKey(owner.adapter.id, [accountKey], rt);
  const isSigned = other?.adapter.webhook.verify(request, other.account).ok === true;
  return other && isSigned ? other : null;
}

function ignoredLine({ reason, said }: Extract<InboundEvent, { readonly type: "ignored" }>) {
  const line = { outcome: "ignored", detail: reason } as const;
  return said === undefined ? line : { ...line, said };
}

function note(journal: Journal | undefined, place: number, outcome: InboundOutcome): void {
  const line = journal?.lines[place];
  if (journal && line) journal.lines[place] = { type: line.type, ...outcome };
}

function fail(journal: Journal | undefined, place: number, error: unknown): void {
  note(journal, place, { outcome: "failed" });
  if (!journal) return;
  journal.error = error instanceof Error ? error.message : String(error);
  journal.isBroken = true;
}

type StatusEvent = Extract<InboundEvent, { readonly type: "status" | "watermark" }>;
type StatusTask = Task & { readonly event: StatusEvent };
type PersonTask = Task & { readonly event: PersonEvent };

function isStatus(task: Task): task is StatusTask {
  return task.event.type === "status" || task.event.type === "watermark";
}

function isPersonal(task: Task): task is PersonTask {
  return !isStatus(task) && task.event.type !== "ignored";
}

async function applyStatusTasks(
  tasks: readonly StatusTask[],
  journals: ReadonlyMap<string, Journal>,
  rt: Runtime,
): Promise<void> {
  for (const group of groupBy(tasks, (task) => task.owner.row._id).values()) {
    const [first] = group;
    if (!first) continue;
    try {
      const events = group.map((task) => task.event);
      await applyStatuses(first.owner.row._id, events, rt);
      for (const { receipt, place, event } of group) {
        note(journals.get(receipt._id), place, { outcome: "applied", detail: event.status });
      }
    } catch (error) {
      rt.log.warn({ event: "inbound.statuses-failed", err: error }, "statuses wait for the sweep");
      for (const { receipt, place } of group) fail(journals.get(receipt._id), place, error);
    }
  }
}

async function applyPersonTasks(
  tasks: readonly PersonTask[],
  journals: ReadonlyMap<string, Journal>,
  announcements: Map<string, Map<string, Announcement>>,
  rt: Runtime,
): Promise<void> {
  const people = [...groupBy(tasks, personKey)];
  const next = async (): Promise<void> => {
    for (let entry = people.shift(); entry; entry = people.shift()) {
      const [key, group] = entry;
      await runSerially(key, () => applyGroup(group, journals, announcements, rt));
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_MAX, people.length) }, next));
}

async function applyGroup(
  group: readonly PersonTask[],
  journals: ReadonlyMap<string, Journal>,
  announcements: Map<string, Map<string, Announcement>>,
  rt: Runtime,
): Promise<void> {
  const inOrder = [...group].sort((a, b) => a.event.at.getTime() - b.event.at.getTime());
  for (const { receipt, event, owner, place } of inOrder) {
    const journal = journals.get(receipt._id);
    try {
      const applied = await applyPersonEvent({ receipt, owner, event }, rt);
      note(journal, place, applied.outcome);
      const byRef = announcements.get(owner.row.workspaceId) ?? new Map<string, Announcement>();
      announcements.set(owner.row.workspaceId, byRef);
      for (const one of applied.announcements) byRef.set(`${one.topic}:${one.ref}`, one);
    } catch (error) {
      const facts = { event: "inbound.event-failed", receiptId: receipt._id, type: event.type };
      rt.log.warn({ ...facts, err: error }, "event waits for the sweep");
      fail(journal, place, error);
    }
  }
}

function personKey(task: PersonTask): string {
  return `${task.owner.row._id}:${task.event.from.kind}:${task.event.from.value}`;
}

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
