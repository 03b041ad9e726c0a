import { findRunControls, type RunControl } from "#models/campaign-run.server.ts";
import { findRecipients, type Recipient } from "#models/contact.server.ts";
import { findSuppressedKeys } from "#models/suppression.server.ts";
import { gather } from "./gather.server.ts";

/** What is read again before every window, for all slots of a worker together. */
export interface DispatchReads {
  /** null = single messages have no run. */
  control(runId: string | null): Promise<RunControl | null>;
  /** By contact id; of any workspace. */
  people(contactIds: readonly string[]): Promise<ReadonlyMap<string, Recipient>>;
  /** Which of these suppression keys exist. */
  suppressed(keys: readonly string[]): Promise<ReadonlySet<string>>;
}

export function createDispatchReads(lingerMs: () => number): DispatchReads {
  const controls = gather(findRunControls, lingerMs);
  return {
    async control(runId) {
      return runId === null ? null : ((await controls([runId])).get(runId) ?? null);
    },
    people: gather(findRecipients, lingerMs),
    suppressed: gather(findSuppressedKeys, lingerMs),
  };
}
