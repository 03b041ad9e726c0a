import type { z } from "zod";
import type { AccountCheck, ChannelAdapter, SendContext } from "#channels/contract.ts";
import type { Price } from "#core/campaign/cost.ts";
import type { StateReason } from "#core/delivery/state-reason.ts";
import { err, ok, type Result } from "#core/result.ts";
import { ChannelAccounts, type ChannelAccountRow } from "#models/channel-account.server.ts";
import { isDuplicateKey } from "#models/connection.server.ts";
import { forgetAccount } from "./account-cache.server.ts";
import { withoutSecrets } from "./account-secrets.server.ts";
import { announce } from "./events.server.ts";
import { readSealed } from "./account-sealing.server.ts";
import type { Runtime } from "./runtime.server.ts";

export { loadAccount } from "./account-cache.server.ts";

export interface FieldError {
  readonly code: "required" | "format";
  /** The schema's own sentence, in English: for operators. */
  readonly said: string;
}

/** By field key; "" is about the whole form. */
export type FieldErrors = Readonly<Record<string, FieldError>>;
export type SavedAccount =
  | { readonly ok: true; readonly value: ChannelAccountRow }
  | { readonly ok: false; readonly error: "unknown-channel" | "not-found" | "taken" }
  | { readonly ok: false; readonly error: "invalid"; readonly fields: FieldErrors };

type Sealing = Pick<Runtime, "now" | "newId" | "vault" | "findChannel">;

export interface NewAccount {
  readonly workspaceId: string;
  readonly adapterId: string;
  readonly name: string;
  /** Values of the adapter's fields: already typed, or as a form sends them. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly ratePerSecond?: number | null;
  readonly price?: Price | null;
  readonly isSimulated?: boolean;
  /** Given by the demo seed so that it can run again. */
  readonly id?: string;
}

export async function createAccount(input: NewAccount, rt: Sealing): Promise<SavedAccount> {
  const adapter = rt.findChannel(input.adapterId);
  if (!adapter) return { ok: false, error: "unknown-channel" };
  const id = input.id ?? rt.newId("account");
  const parsed = parseValues(adapter, withGenerated(adapter, id, input.values, rt), {});
  if (!parsed.ok) return parsed;
  const now = rt.now();
  const accountKey = adapter.accountKey(parsed.account);
  const row: ChannelAccountRow = {
    _id: id,
    workspaceId: input.workspaceId,
    adapterId: adapter.id,
    channel: adapter.channel,
    name: input.name,
    ...(accountKey === null ? {} : { accountKey }),
    sealed: rt.vault.seal(JSON.stringify(parsed.account)),
    state: "active",
    stateReason: null,
    ratePerSecond: input.ratePerSecond ?? null,
    price: input.price ?? null,
    isSimulated: input.isSimulated ?? false,
    createdAt: now,
    updatedAt: now,
  };
  return save(row, () => ChannelAccounts.collection.insertOne(row as never), rt);
}

export interface AccountEdit {
  readonly workspaceId: string;
  readonly accountId: string;
  readonly name: string;
  /** A secret left empty keeps what is stored. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly ratePerSecond: number | null;
  /** Absent keeps what is stored. */
  readonly price?: Price | null;
}

export async function editAccount(input: AccountEdit, rt: Sealing): Promise<SavedAccount> {
  const row = await findAccount(input.workspaceId, input.accountId);
  if (!row) return { ok: false, error: "not-found" };
  const adapter = rt.findChannel(row.adapterId);
  if (!adapter) return { ok: false, error: "unknown-channel" };
  const parsed = parseValues(adapter, input.values, readSealed(row, rt));
  if (!parsed.ok) return parsed;
  const accountKey = adapter.accountKey(parsed.account);
  const { accountKey: _old, ...kept } = row;
  const next: ChannelAccountRow = {
    ...kept,
    name: input.name,
    ...(accountKey === null ? {} : { accountKey }),
    sealed: rt.vault.seal(JSON.stringify(parsed.account)),
    ratePerSecond: input.ratePerSecond,
    ...(input.price === undefined ? {} : { price: input.price }),
    // New credentials deserve a new try; a pause stays a pause.
    ...(row.state === "broken" ? { state: "active", stateReason: null } : {}),
    updatedAt: rt.now(),
  };
  const write = () => ChannelAccounts.collection.replaceOne({ _id: row._id as never }, next);
  return save(next, write, rt);
}

async function save(
  row: ChannelAccountRow,
  write: () => Promise<unknown>,
  rt: Sealing,
): Promise<SavedAccount> {
  try {
    await write();
  } catch (error) {
    if (isDuplicateKey(error)) return { ok: false, error: "taken" };
    throw error;
  }
  forgetAccount(row._id, rt);
  return { ok: true, value: row };
}

/** null = no such account in this workspace. */
export async function findAccount(
  workspaceId: string,
  accountId: string,
): Promise<ChannelAccountRow | null> {
  const row = await ChannelAccounts.findOne({ _id: accountId }).lean();
  return row && row.workspaceId === workspaceId ? row : null;
}

export async function moveAccount(
  input: { workspaceId: string; accountId: string; state: "active" | "paused" },
  rt: Pick<Runtime, "now" | "vault">,
): Promise<Result<null, "not-found">> {
  const row = await findAccount(input.workspaceId, input.accountId);
  if (!row) return err("not-found");
  await writeState(row, input.state, null, rt);
  return ok(null);
}

/** The provider refuses the credentials, saying `detail`: nothing is sent until somebody repairs them. */
export async function markAccountBroken(
  accountId: string,
  detail: string,
  rt: Pick<Runtime, "now" | "vault">,
): Promise<void> {
  const row = await ChannelAccounts.findOne({ _id: accountId }).lean();
  if (row) await writeState(row, "broken", { code: "account-broken", detail }, rt);
}

async function writeState(
  row: ChannelAccountRow,
  state: ChannelAccountRow["state"],
  stateReason: StateReason | null,
  rt: Pick<Runtime, "now" | "vault">,
): Promise<void> {
  await ChannelAccounts.updateOne(
    { _id: row._id },
    { $set: { state, stateReason, updatedAt: rt.now() } },
  );
  forgetAccount(row._id, rt);
  await announce(row.workspaceId, [{ topic: "account.changed", ref: row._id }], rt);
}

type CheckNeeds = Pick<
  Runtime,
  "now" | "vault" | "findChannel" | "http" | "smtp" | "webChat" | "media" | "publicUrl"
>;

/** Asks the provider whether the credentials work; a good answer mends a broken account. */
export async function checkAccount(
  input: { workspaceId: string; accountId: string },
  rt: CheckNeeds,
): Promise<Result<AccountCheck, "not-found">> {
  const row = await findAccount(input.workspaceId, input.accountId);
  const adapter = row && rt.findChannel(row.adapterId);
  if (!row || !adapter) return err("not-found");
  const account = adapter.account.parse(readSealed(row, rt));
  const check = await adapter.check(sendContext(row._id, account, rt));
  if (check.ok && row.state === "broken") await writeState(row, "active", null, rt);
  const hide = (text: string) => withoutSecrets(text, { adapter, account });
  const facts = Object.fromEntries(
    Object.entries(check.facts).map(([key, text]) => [key, hide(text)]),
  );
  if (check.ok) return ok({ ...check, facts });
  return ok({ ...check, facts, said: check.said === null ? null : hide(check.said) });
}

export function sendContext<Account>(
  accountId: string,
  account: Account,
  rt: Pick<Runtime, "now" | "http" | "smtp" | "webChat" | "media" | "publicUrl">,
): SendContext<Account> {
  const { http, smtp, webChat, media, publicUrl } = rt;
  return { accountId, account, http, smtp, webChat, media, now: rt.now(), publicUrl };
}

/** The address to paste at the provider. Accounts with a key share one per channel. */
export function webhookUrl(
  row: Pick<ChannelAccountRow, "_id" | "adapterId" | "accountKey">,
  publicUrl: string,
): string {
  const shared = `${publicUrl}/webhooks/${row.adapterId}`;
  return row.accountKey === undefined ? `${shared}/${row._id}` : shared;
}

/** Every account's credentials under the newest key (`cli keys rotate`); returns how many. */
export async function resealAccounts(rt: Pick<Runtime, "vault">): Promise<number> {
  const rows = await ChannelAccounts.find({}).lean();
  for (const row of rows) {
    const sealed = rt.vault.seal(rt.vault.open(row.sealed));
    await ChannelAccounts.updateOne({ _id: row._id }, { $set: { sealed } });
    forgetAccount(row._id, rt);
  }
  return rows.length;
}

/** Secrets between us and ourselves, or the provider's webhook: nobody has to invent them. */
function withGenerated(
  adapter: ChannelAdapter,
  accountId: string,
  given: Readonly<Record<string, unknown>>,
  { vault }: Pick<Runtime, "vault">,
): Record<string, unknown> {
  const values: Record<string, unknown> = { ...given };
  for (const { key, isGenerated } of adapter.fields) {
    const value = values[key];
    const isEmpty = value === undefined || (typeof value === "string" && value.trim() === "");
    if (isGenerated === true && isEmpty) {
      values[key] = vault.sign("account-secret", `${accountId}:${key}`);
    }
  }
  return values;
}

/** What a page may show of an account: settings as text, secrets only as "there is one". */
export function shownValues(
  row: ChannelAccountRow,
  adapter: ChannelAdapter,
  rt: Pick<Runtime, "vault">,
): { readonly values: Record<string, string>; readonly stored: readonly string[] } {
  const all = readSealed(row, rt);
  const isSecret = new Set<string>(adapter.secrets);
  const shown = adapter.fields
    .filter(({ key, type }) => !isSecret.has(key) && type !== "secret")
    .map(({ key }) => [key, asText(all[key])] as const);
  const stored = adapter.secrets.filter((key) => all[key] !== undefined && all[key] !== "");
  return { values: Object.fromEntries(shown), stored };
}

function asText(value: unknown): string {
  if (Array.isArray(value)) return value.join("\n");
  if (value === undefined || value === null) return "";
  return typeof value === "boolean" ? (value ? "on" : "") : String(value);
}

type ParsedValues =
  | { readonly ok: true; readonly account: unknown }
  | { readonly ok: false; readonly error: "invalid"; readonly fields: FieldErrors };

function parseValues(
  adapter: ChannelAdapter,
  given: Readonly<Record<string, unknown>>,
  stored: Readonly<Record<string, unknown>>,
): ParsedValues {
  // What a form does not show (ids the provider told us) stays; what it shows is replaced.
  const values: Record<string, unknown> = { ...stored };
  const isSecret = new Set<string>(adapter.secrets);
  for (const [key, raw] of Object.entries(given)) {
    const field = adapter.fields.find((one) => one.key === key);
    const value = field ? fromForm(field.type, raw) : raw;
    if (value === undefined && isSecret.has(key) && stored[key] !== undefined) continue;
    if (value === undefined) delete values[key];
    else values[key] = value;
  }
  const parsed = adapter.account.safeParse(values);
  if (parsed.success) return { ok: true, account: parsed.data };
  return { ok: false, error: "invalid", fields: fieldErrors(parsed.error, values) };
}

function fromForm(type: string, raw: unknown): unknown {
  if (typeof raw !== "string") return raw;
  const text = raw.trim();
  if (type === "boolean") return text === "on" || text === "true";
  if (text === "") return undefined;
  return type === "number" ? Number(text) : text;
}

function fieldErrors(
  error: z.ZodError,
  values: Readonly<Record<string, unknown>>,
): Record<string, FieldError> {
  return Object.fromEntries(
    error.issues.map(({ path, message: said }) => {
      const key = String(path[0] ?? "");
      const code = values[key] === undefined ? "required" : "format";
      return [key, { code, said }];
    }),
  );
}
