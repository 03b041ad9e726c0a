import { HOUR_MS } from "#core/duration.ts";
import type { MessageContent, OutboundMessage, Purpose } from "#core/message/message.ts";
import { findInboundTimes } from "#models/conversation.server.ts";
import type { DeliveryRow } from "#models/delivery.server.ts";
import type { PlannedRecipient } from "#models/batch-payload.server.ts";
import { sendKeyOf } from "./delivery-key.server.ts";
import type { DispatchContext } from "./dispatch-context.server.ts";
import type { Job } from "./dispatch-job.server.ts";
import type { Allowed } from "./dispatch-judge.server.ts";
import { settledRow } from "./dispatch-row.server.ts";
import { preferenceLinks } from "./preferences.server.ts";

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

/** Makes the message of everybody allowed; who has none gets a row saying why. */
export async function compose(
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
