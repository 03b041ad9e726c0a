import { z } from "zod";
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
