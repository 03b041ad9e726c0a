import { z } from "zod";
import type { IgnoredReason, InboundEvent, WebhookRequest } from "../contract.ts";
import { readTimestamp } from "../shared/meta-graph/webhook.ts";
import { readJson } from "../shared/read-json.ts";
import type { Account } from "./account.ts";
import { messagingItem, readItem } from "./inbound.ts";

const list = z.array(z.unknown()).catch([]);
const envelope = z.object({ entry: list });
const entry = z.looseObject({
  id: z.coerce.string(),
  messaging: list.optional(),
  standby: list.optional(),
  changes: list.optional(),
});

function entriesOf(request: WebhookRequest): (z.infer<typeof entry> | null)[] {
  const { data } = envelope.safeParse(readJson(request.body));
  return (data?.entry ?? []).map((one) => entry.safeParse(one).data ?? null);
}

/** The Pages the call speaks of. */
export function locate(request: WebhookRequest): readonly string[] {
  return [...new Set(entriesOf(request).flatMap((one) => (one ? [one.id] : [])))];
}

export function parse(request: WebhookRequest, account: Account): readonly InboundEvent[] {
  return entriesOf(request).flatMap((one) => readEntry(one, account, request.now));
}

function readEntry(
  given: z.infer<typeof entry> | null,
  account: Account,
  now: Date,
): InboundEvent[] {
  if (given === null) return [{ type: "ignored", at: now, reason: "unreadable" }];
  const { id: accountKey, messaging = [], standby = [], changes = [] } = given;
  const ignored = (reason: IgnoredReason): InboundEvent => ({
    type: "ignored",
    at: now,
    accountKey,
    reason,
  });
  return [
    ...messaging.map((value): InboundEvent => {
      const item = messagingItem.safeParse(value);
      if (!item.success) return ignored("unreadable");
      const at = readTimestamp(item.data.timestamp, now);
      return readItem(item.data, account, { accountKey, at });
    }),
    // Another app answers this thread: kept in the journal, not in the inbox.
    ...standby.map(() => ignored("elsewhere")),
    ...changes.map(() => ignored("unused")),
  ];
}
