import { z } from "zod";
import type { ChannelAdapter } from "#channels/contract.ts";
import type { ChannelAccountRow } from "#models/channel-account.server.ts";
import type { Runtime } from "./runtime.server.ts";

const values = z.record(z.string(), z.unknown());

/** The account as stored: credentials and settings in clear. Never leaves the server half. */
export function readSealed(
  row: Pick<ChannelAccountRow, "sealed">,
  rt: Pick<Runtime, "vault">,
): Record<string, unknown> {
  return values.parse(JSON.parse(rt.vault.open(row.sealed)));
}

const SECRET_MIN = 6;

interface SecretOwner {
  readonly adapter: ChannelAdapter;
  readonly account: unknown;
}

/** Looked for in each header of each webhook: put together once per account. */
const needles = new WeakMap<object, readonly string[]>();

/** The text with every credential of the account taken out, by value, wherever it stands. */
export function hideSecrets(text: string, { adapter, account }: SecretOwner): string {
  if (typeof account !== "object" || account === null) return text;
  const known = needles.get(account) ?? needlesOf(adapter, account);
  needles.set(account, known);
  let shown = text;
  for (const needle of known) {
    if (shown.includes(needle)) shown = shown.replaceAll(needle, "[secret]");
  }
  return shown;
}

function needlesOf(adapter: ChannelAdapter, account: object): string[] {
  return adapter.secrets.flatMap((key) => {
    const value: unknown = Reflect.get(account, key);
    if (typeof value !== "string" || value.length < SECRET_MIN) return [];
    const written = encodeURIComponent(value);
    return written === value ? [value] : [value, written];
  });
}
