import type { SkipReason } from "#core/delivery/state.ts";
import { permissionFor } from "#core/consent/state.ts";
import type { Recipient } from "#models/contact.server.ts";
import type { DispatchBatchRow } from "#models/dispatch-batch.server.ts";
import type { PlannedRecipient } from "#models/batch-payload.server.ts";
import { suppressionKeys } from "#models/suppression.server.ts";
import type { DispatchContext } from "./dispatch-context.server.ts";
import type { Job } from "./dispatch-job.server.ts";

export interface Allowed {
  readonly recipient: PlannedRecipient;
  readonly contact: Recipient | null;
  readonly consentEventId: string | null;
}

type Verdict = Allowed & { readonly reason: SkipReason | null };

/** Who of these may be written to right now: consent, suppression and the people are read again. */
export async function judge(
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
