import { z } from "zod";
import type { InboundEvent, WebhookRequest } from "../contract.ts";
import { readJson } from "../shared/read-json.ts";
import { readMessage } from "./inbound-message.ts";
import { readPreference, readStatus } from "./inbound-status.ts";
import { contact, ignored, type Surroundings } from "./surroundings.ts";

/** Loose everywhere: an entry may be `{}`, and one odd event never costs its neighbours. */
const list = z.array(z.unknown()).catch([]);
const envelope = z.object({
  entry: z.array(z.object({ changes: list.optional() }).catch({})),
});
const change = z.object({
  field: z.string().catch("messages"),
  value: z.looseObject({
    metadata: z.object({ phone_number_id: z.coerce.string() }).optional().catch(undefined),
    contacts: list.optional(),
    messages: list.optional(),
    statuses: list.optional(),
    user_preferences: list.optional(),
    errors: list.optional(),
  }),
});
type Change = z.infer<typeof change>;

function changesOf(request: WebhookRequest): unknown[] {
  const { data } = envelope.safeParse(readJson(request.body));
  return (data?.entry ?? []).flatMap((entry) => entry.changes ?? []);
}

/** The numbers the call speaks of; management events name none. */
export function locate(request: WebhookRequest): readonly string[] {
  const ids = changesOf(request).map((one) => change.safeParse(one).data?.value.metadata);
  return [...new Set(ids.flatMap((metadata) => (metadata ? [metadata.phone_number_id] : [])))];
}

export function parse(request: WebhookRequest): readonly InboundEvent[] {
  return changesOf(request).flatMap((one) => {
    const parsed = change.safeParse(one);
    return parsed.success
      ? readChange(parsed.data, request.now)
      : [{ type: "ignored", at: request.now, reason: "unreadable" } as const];
  });
}

function readChange({ field, value }: Change, receivedAt: Date): InboundEvent[] {
  const accountKey = value.metadata?.phone_number_id;
  const contacts = (value.contacts ?? []).flatMap((one) => contact.safeParse(one).data ?? []);
  const around: Surroundings = { contacts, receivedAt, ...(accountKey && { accountKey }) };
  const messages = value.messages ?? [];
  const events = [
    ...messages.map((one) => readMessage(one, around)),
    ...(value.statuses ?? []).map((one) => readStatus(one, around)),
    ...(value.user_preferences ?? []).map((one) => readPreference(one, around)),
  ];
  if (events.length > 0) return events;
  return [ignored(around, "unused", `${field}${errorCodes(value.errors)}`)];
}

/** Account-level trouble comes as errors beside no message; the codes are what an operator needs. */
function errorCodes(errors: readonly unknown[] | undefined): string {
  const codes = (errors ?? []).flatMap(
    (one) => z.object({ code: z.coerce.number() }).safeParse(one).data?.code ?? [],
  );
  return codes.length > 0 ? `: error ${codes.join(", ")}` : "";
}
