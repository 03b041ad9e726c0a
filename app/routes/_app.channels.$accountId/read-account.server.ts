import type { ShownAccount } from "#app/components/channels/shown-account.ts";
import { shownFields } from "#app/http/account-form.server.ts";
import type { Member } from "#app/http/guard.server.ts";
import { may } from "#core/access/roles.ts";
import { findAccount, shownValues, webhookUrl } from "#services/accounts.server.ts";
import { readJournal, readRefusals } from "#services/journal-view.server.ts";
import type { Runtime } from "#services/runtime.server.ts";

export async function readAccount(
  member: Member,
  accountId: string,
  rt: Runtime,
): Promise<ShownAccount | null> {
  const { workspaceId, role } = member;
  const row = await findAccount(workspaceId, accountId);
  const adapter = row && rt.findChannel(row.adapterId);
  if (!row || !adapter) return null;
  const now = new Date(rt.now().getTime() + 60_000);
  const [[last], refused] = await Promise.all([
    readJournal(workspaceId, { before: now, limit: 1, accountId }),
    readRefusals([accountId]),
  ]);
  const { values, stored } = shownValues(row, adapter, rt);
  const { limits, guarantees } = adapter;
  return {
    id: row._id,
    name: row.name,
    adapterId: adapter.id,
    label: adapter.label,
    state: row.state,
    stateReason: row.stateReason,
    rate: row.ratePerSecond,
    price: row.price ?? null,
    isPricedPerPart: row.channel === "sms",
    isSimulated: row.isSimulated,
    webhookUrl: webhookUrl(row, rt.publicUrl),
    fields: shownFields(adapter),
    values,
    stored,
    lastCallAt: last?.at ?? null,
    refused,
    limits: {
      text: limits.textMax.value,
      ratePerSecond: limits.ratePerSecond.value,
      windowHours: limits.serviceWindowHours?.value ?? null,
    },
    certainty:
      guarantees.idempotency === "key" ? "keyed" : guarantees.echo === "none" ? "blind" : "echo",
    canManage: may(role, "channels.manage"),
    canSeeJournal: may(role, "journal.view"),
  };
}
