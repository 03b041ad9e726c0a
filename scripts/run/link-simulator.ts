import { z } from "zod";
import { ChannelAccounts, type ChannelAccountRow } from "#models/channel-account.server.ts";
import { deskPeople } from "#scripts/seed/people.ts";
import { findDemoWorkspace } from "#scripts/seed/find.ts";
import { readSealed } from "#services/account-sealing.server.ts";
import { editAccount } from "#services/accounts.server.ts";
import type { Runtime } from "#services/runtime.server.ts";

const Registered = z.object({ baseUrl: z.string().nullable() });
const MailServer = z.object({ host: z.string(), port: z.number() });

/** It starts beside us and may not listen yet. */
const PATIENCE_MS = 30_000;

/**
 * Introduces the simulated accounts and the demo's people to the simulator, and points each account
 * at where the simulator listens this time. Safe to repeat; done at every start.
 */
export async function linkSimulator(simulatorUrl: string, rt: Runtime): Promise<void> {
  await untilListening(simulatorUrl);
  const accounts = await ChannelAccounts.find({ isSimulated: true }).lean<ChannelAccountRow[]>();
  for (const account of accounts) await linkAccount(account, simulatorUrl, rt);
  if (await findDemoWorkspace()) await introducePeople(simulatorUrl);
}

async function untilListening(simulatorUrl: string): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const isThere = await fetch(simulatorUrl).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    if (performance.now() > giveUpAt) throw new Error(`No simulator answers at ${simulatorUrl}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function linkAccount(
  row: ChannelAccountRow,
  simulatorUrl: string,
  rt: Pick<Runtime, "vault" | "publicUrl" | "findChannel" | "now" | "newId">,
): Promise<void> {
  const adapter = rt.findChannel(row.adapterId);
  if (!adapter) return;
  const settings = readSealed(row, rt);
  const webhookUrl = row.accountKey
    ? `${rt.publicUrl}/webhooks/${row.adapterId}`
    : `${rt.publicUrl}/webhooks/${row.adapterId}/${row._id}`;
  const { _id: accountId, adapterId, name } = row;
  const body = { accountId, adapterId, name, webhookUrl, settings };
  const { baseUrl } = Registered.parse(await post(`${simulatorUrl}/sim/api/accounts`, body));
  const place = await placeOf(adapterId, adapter.baseUrlField, baseUrl);
  const isSame = Object.entries(place).every(([key, value]) => settings[key] === value);
  if (isSame) return;
  const { workspaceId, ratePerSecond } = row;
  // A secret left out keeps what is stored.
  const values = { ...settings, ...place };
  const edited = await editAccount({ workspaceId, accountId, name, values, ratePerSecond }, rt);
  if (!edited.ok) throw new Error(`Account ${accountId} could not be pointed at the simulator.`);
}

/** Where this account's provider is played: a base URL, or a mail server's host and port. */
async function placeOf(
  adapterId: string,
  baseUrlField: string | null,
  baseUrl: string | null,
): Promise<Record<string, unknown>> {
  if (baseUrl === null) return {};
  if (baseUrlField !== null) return { [baseUrlField]: baseUrl };
  if (adapterId !== "email-smtp") return {};
  const answer = await fetch(`${baseUrl}/smtp`);
  const { host, port } = MailServer.parse(await answer.json());
  return { host, port, secure: false };
}

async function introducePeople(simulatorUrl: string): Promise<void> {
  const people = deskPeople.map((person) => ({
    personId: person.id,
    name: person.name,
    story: person.story,
    locale: person.locale,
    phone: person.phone,
    email: person.email,
    addresses: {
      ...(person.telegram === null ? {} : { telegram: person.telegram }),
      ...(person.messenger === null ? {} : { messenger: person.messenger }),
    },
    adapterIds: [...person.phones],
  }));
  await post(`${simulatorUrl}/sim/api/people`, people);
}

async function post(url: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`The simulator answered ${answer.status} to ${url}`);
  return answer.json();
}
