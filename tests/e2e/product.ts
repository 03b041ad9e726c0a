import { z } from "zod";
import { demoMembers, demoPassword } from "#core/access/demo-members.ts";
import type { Role } from "#core/access/roles.ts";
import type { PhoneView } from "#scripts/simulator/describe.ts";
import type { SimMessage } from "#scripts/simulator/provider.ts";
import type { Credentials } from "./browser.ts";

/** The product that `npm run test:e2e` started, and the phones beside it. */

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the journeys with npm run test:e2e`);
  return value;
}

export const productUrl = (): string => given("E2E_URL");
export const simulatorUrl = (): string => given("E2E_SIMULATOR");

export function demoCredentials(role: Role): Credentials {
  const member = demoMembers.find((one) => one.role === role);
  if (!member) throw new Error(`The demo has no ${role}.`);
  return { email: member.email, password: demoPassword };
}

async function ask(path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${simulatorUrl()}/sim/api${path}`, {
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Ids are `<person>~<adapter>`, e.g. `sanne~whatsapp`. */
export async function readPhone(phoneId: string): Promise<PhoneView> {
  return (await ask(`/phones/${phoneId}`)) as PhoneView;
}

/** What businesses wrote to a phone, oldest first. */
export async function received(phoneId: string): Promise<readonly SimMessage[]> {
  const { threads } = await readPhone(phoneId);
  return threads
    .flatMap((thread) => thread.messages)
    .filter((message) => message.by === "business")
    .toSorted((a, b) => a.at - b.at);
}

export function onPhone(phoneId: string, verb: string, body: unknown): Promise<unknown> {
  return ask(`/phones/${phoneId}/${verb}`, body);
}

/** What a new account's owner does at the provider: paste the webhook address. */
export function registerAccount(account: {
  readonly accountId: string;
  readonly adapterId: string;
  readonly webhookUrl: string;
  readonly settings: Readonly<Record<string, unknown>>;
}): Promise<unknown> {
  return ask("/accounts", { ...account, name: account.accountId });
}

/** Somebody new with phones of their own. */
export function addPerson(person: {
  readonly personId: string;
  readonly name: string;
  readonly phone: string;
  readonly adapterIds: readonly string[];
}): Promise<unknown> {
  return ask("/people", person);
}

const Accepted = z.object({ total: z.number() });

/** Messages the providers took so far, from all accounts. */
export async function ledgerTotal(): Promise<number> {
  return Accepted.parse(await ask("/ledger?limit=1")).total;
}
