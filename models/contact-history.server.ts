import { ContactNotes } from "./contact-note.server.ts";
import { Conversations } from "./conversation.server.ts";
import { Deliveries, type DeliveryRow } from "./delivery.server.ts";
import { Messages, type MessageRow } from "./message.server.ts";

/** Which of these people something was sent to, heard from or noted about. */
export async function findContactsWithHistory(contactIds: readonly string[]): Promise<Set<string>> {
  if (contactIds.length === 0) return new Set();
  const filter = { contactId: { $in: [...contactIds] } };
  const only = { projection: { contactId: 1 } };
  const found = await Promise.all(
    [Deliveries, Conversations, Messages, ContactNotes].map((model) =>
      model.collection.find<{ contactId: string }>(filter, only).toArray(),
    ),
  );
  return new Set(found.flat().map((row) => row.contactId));
}

/** One person's deliveries and messages in a window of time. */
export async function findContactHistory(
  key: { readonly workspaceId: string; readonly contactId: string },
  from: Date,
  to: Date,
): Promise<{ deliveries: DeliveryRow[]; messages: MessageRow[] }> {
  const filter = { contactId: key.contactId, at: { $gte: from, $lte: to } };
  const [deliveries, messages] = await Promise.all([
    Deliveries.collection.find<DeliveryRow>(filter).toArray(),
    Messages.collection.find<MessageRow>(filter).toArray(),
  ]);
  const isOurs = (row: { workspaceId: string }): boolean => row.workspaceId === key.workspaceId;
  return { deliveries: deliveries.filter(isOurs), messages: messages.filter(isOurs) };
}
