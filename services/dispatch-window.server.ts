import { SEND_WINDOW_MS } from "#core/delivery/outcome.ts";
import type { SkipReason } from "#core/delivery/state.ts";
import { permissionFor } from "#core/consent/state.ts";
import { HOUR_MS } from "#core/duration.ts";
import type { MessageContent, OutboundMessage, Purpose } from "#core/message/message.ts";
import type { Recipient } from "#models/contact.server.ts";
import { findInboundTimes } from "#models/conversation.server.ts";
import type { DeliveryRow } from "#models/delivery.server.ts";
import type {
  DispatchBatchRow,
  PlannedRecipient,
  SingleMessage,
} from "#models/dispatch-batch.server.ts";
import { suppressionKeys } from "#models/suppression.server.ts";
import type { LoadedAccount } from "./account-cache.server.ts";
import { sendKeyOf } from "./delivery-key.server.ts";
import type { DispatchContext } from "./dispatch-context.server.ts";
import { settledRow } from "./dispatch-row.server.ts";
import { preferenceLinks } from "./preferences.server.ts";
import type { Renderer } from "./rendering.server.ts";

/** A recipient who may be written to right now, and the message. */
export interface Ready {
  readonly recipient: PlannedRecipient;
  readonly message: OutboundMessage;
  readonly consentEventId: string | null;
  readonly variant: string | null;
  readonly isTest: boolean;
}

export interface PreparedWindow {
  readonly ready: readonly Ready[];
  /** People of this window who will not be sent to: opted out since, gone, too old, not renderable. */
  readonly rows: readonly DeliveryRow[];
}

export interface Job {
  readonly batch: DispatchBatchRow;
  readonly loaded: LoadedAccount;
  readonly single: SingleMessage | null;
  readonly renderer: Renderer | null;
}

interface Allowed {
  readonly recipient: PlannedRecipient;
  readonly contact: Recipient | null;
  readonly consentEventId: string | null;
}

/** Reads consent, suppression and the people themselves again, for exactly these recipients. */
export async function prepareWindow(
  job: Job,
  recipients: readonly PlannedRecipient[],
  context: DispatchContext,
): Promise<PreparedWindow> {
  const now = context.rt.now();
  const rows: DeliveryRow[] = [];
  const { batch } = job;
  if (now.getTime() - batch.bornAt.getTime() > SEND_WINDOW_MS) {
    const state = "expired" as const;
    return { ready: [], rows: recipients.map((one) => settledRow(batch, one, { state }, now)) };
  }
  const { safe, stale } = splitStale(job, recipients, now);
  const fate = { state: "uncertain", reason: "no-answer", detail: "its key is forgotten" } as const;
  rows.push(...stale.map((one) => settledRow(batch, one, fate, now)));
  const allowed: Allowed[] = [];
  for (const verdict of await judge(job, safe, context)) {
    if (verdict.reason === null) allowed.push(verdict);
    else {
      const settled = { state: "skipped", reason: verdict.reason } as const;
      rows.push(settledRow(batch, verdict.recipient, settled, now));
    }
  }
  const composed = await compose(job, allowed, context);
  return { ready: composed.ready, rows: [...rows, ...composed.rows] };
}

/**
 * Whose first try may have arrived is tried again only while the provider still knows the key, or
 * when a member said so.
 */
function splitStale(job: Job, recipients: readonly PlannedRecipient[], now: Date) {
  if (isKeyAlive(job, now)) return { safe: recipients, stale: [] };
  const isStale = (one: PlannedRecipient) => one.isDoubted === true && one.isKnowing !== true;
  const safe = recipients.filter((one) => !isStale(one));
  return { safe, stale: recipients.filter(isStale) };
}

/** A repeat under the same key is ignored by the provider for as long as it remembers the key. */
export function isKeyAlive(job: Pick<Job, "batch" | "loaded">, now: Date): boolean {
  const { idempotency, keyTtlMs } = job.loaded.adapter.guarantees;
  if (idempotency !== "key") return false;
  return keyTtlMs === null || now.getTime() - job.batch.bornAt.getTime() < keyTtlMs;
}

type Verdict = Allowed & { readonly reason: SkipReason | null };

async function judge(
  job: Job,
  recipients: readonly PlannedRecipient[],
  { reads }: DispatchContext,
): Promise<Verdict[]> {
  const { batch, single } = job;
  const ids = recipients.map((one) => one.contactId).filter((id) => id !== "");
  if (single?.isTest || single?.isConfirmation) {
    const people = await reads.people(ids);
    return recipients.map((recipient) => ({
      recipient,
      contact: personOf(batch, recipient, people),
      consentEventId: null,
      reason: null,
    }));
  }
  const [people, suppressed] = await Promise.all([
    reads.people(ids),
    reads.suppressed(recipients.flatMap((one) => suppressionKeysOf(batch, one))),
  ]);
  return recipients.map((recipient) =>
    judgeOne(batch, recipient, personOf(batch, recipient, people), suppressed),
  );
}

function personOf(
  { workspaceId }: DispatchBatchRow,
  { contactId }: PlannedRecipient,
  people: ReadonlyMap<string, Recipient>,
): Recipient | null {
  const person = people.get(contactId);
  return person?.workspaceId === workspaceId ? person : null;
}

function suppressionKeysOf(batch: DispatchBatchRow, recipient: PlannedRecipient): string[] {
  const address = { kind: recipient.addressKind, value: recipient.address };
  return suppressionKeys(batch.workspaceId, batch.channel, address);
}

function judgeOne(
  batch: DispatchBatchRow,
  recipient: PlannedRecipient,
  contact: Recipient | null,
  suppressed: ReadonlySet<string>,
): Verdict {
  const refused = (reason: SkipReason): Verdict => {
    return { recipient, contact, consentEventId: null, reason };
  };
  if (!contact) return refused("contact-deleted");
  const { addressKind: kind, address: value } = recipient;
  const hasAddress = contact.identities.some((one) => one.kind === kind && one.value === value);
  if (!hasAddress) return refused("no-address");
  if (suppressionKeysOf(batch, recipient).some((key) => suppressed.has(key))) {
    return refused("suppressed");
  }
  const permission = permissionFor(contact.consents, batch.channel, batch.purpose);
  if (!permission.allowed) return refused(permission.reason);
  return { recipient, contact, consentEventId: permission.eventId, reason: null };
}

async function compose(
  job: Job,
  allowed: readonly Allowed[],
  context: DispatchContext,
): Promise<PreparedWindow> {
  const { single } = job;
  if (single) {
    const ready = allowed.map((one) => readyFor(job, one, single.content, null, context));
    return { ready, rows: [] };
  }
  return renderAll(job, allowed, context);
}

async function renderAll(
  job: Job,
  allowed: readonly Allowed[],
  context: DispatchContext,
): Promise<PreparedWindow> {
  const { batch, renderer } = job;
  const now = context.rt.now();
  const fail = (one: Allowed, error: string, detail: string | null): DeliveryRow => {
    const { consentEventId } = one;
    // The author chose no fallback: that person is left out, and nothing went wrong.
    const isLeftOut = error === "render:missing-variable";
    const settled = isLeftOut
      ? ({ state: "skipped", reason: "missing-value", detail, consentEventId } as const)
      : ({ state: "failed", reason: error, detail, consentEventId } as const);
    return settledRow(batch, one.recipient, settled, now);
  };
  if (!renderer) return { ready: [], rows: allowed.map((one) => fail(one, "no-revision", null)) };
  const open = await openWindows(job, allowed, now);
  const inputs = allowed.flatMap(({ recipient, contact }) => {
    if (!contact) return [];
    const { deliveryId, locale } = recipient;
    const isWindowOpen = open === "always" || open.has(contact._id);
    return [{ contact, channel: batch.channel, locale, isWindowOpen, deliveryId }];
  });
  const results = await renderer.renderMany(inputs);
  const ready: Ready[] = [];
  const rows: DeliveryRow[] = [];
  allowed.forEach((one, index) => {
    const result = results[index];
    if (result?.ok) {
      const { content, variant } = result.value;
      ready.push(readyFor(job, one, content, variant, context));
    } else {
      rows.push(fail(one, `render:${result?.error ?? "crashed"}`, result?.detail ?? null));
    }
  });
  return { ready, rows };
}

/** On a channel with a service window: who wrote to this account lately enough. */
async function openWindows(
  job: Job,
  allowed: readonly Allowed[],
  now: Date,
): Promise<"always" | ReadonlySet<string>> {
  const hours = job.loaded.adapter.limits.serviceWindowHours?.value;
  if (hours === undefined) return "always";
  const since = now.getTime() - hours * HOUR_MS;
  const recent = allowed.filter((one) => (one.contact?.lastInboundAt?.getTime() ?? 0) > since);
  if (recent.length === 0) return new Set();
  const keys = recent.map((one) => `${one.recipient.contactId}:${job.batch.accountId}`);
  const times = await findInboundTimes(keys);
  return new Set(
    times.filter((one) => one.lastInboundAt.getTime() > since).map((one) => one.contactId),
  );
}

function readyFor(
  job: Job,
  allowed: Allowed,
  content: MessageContent,
  variant: string | null,
  context: DispatchContext,
): Ready {
  const { recipient, consentEventId, contact } = allowed;
  const { batch, single } = job;
  const { deliveryId } = recipient;
  const message: OutboundMessage = {
    deliveryId,
    // Few channels ask for it, and a hash per message is not free.
    get sendKey() {
      return sendKeyOf(deliveryId);
    },
    to: { kind: recipient.addressKind, value: recipient.address },
    purpose: batch.purpose,
    content,
    ...(single?.inReplyTo ? { inReplyTo: single.inReplyTo } : {}),
    ...(single && single.references.length > 0 ? { references: single.references } : {}),
    unsubscribeUrl:
      contact && owesUnsubscribe(content, batch.purpose)
        ? preferenceLinks(context.rt, {
            workspaceId: batch.workspaceId,
            contactId: contact._id,
            deliveryId,
          }).unsubscribeUrl
        : null,
  };
  return { recipient, message, consentEventId, variant, isTest: single?.isTest ?? false };
}

/** Only mail has a header for it; elsewhere the link is part of the text. */
function owesUnsubscribe(content: MessageContent, purpose: Purpose): boolean {
  return content.type === "email" && (purpose === "marketing" || purpose === "call-out");
}
