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

/** The text with every credential of the account taken out, by value, wherever it stands. */
export function hideSecrets(
  text: string,
  { adapter, account }: { readonly adapter: ChannelAdapter; readonly account: unknown },
): string {
  if (typeof account !== "object" || account === null) return text;
  let shown = text;
  for (const key of adapter.secrets) {
    const value: unknown = Reflect.get(account, key);
    if (typeof value !== "string" || value.length < SECRET_MIN) continue;
    shown = shown.replaceAll(value, "[secret]").replaceAll(encodeURIComponent(value), "[secret]");
  }
  return shown;
}
