import { isDatabaseAway } from "#models/connection.server.ts";
import type { DispatchContext } from "./dispatch-context.server.ts";

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 2_000;

/**
 * Outcomes exist only here until they are written: a database that is away is waited for, slot
 * occupied, however long it takes. Everything else is a bug and is thrown.
 */
export async function untilWritten<T>(
  write: () => Promise<T>,
  context: Pick<DispatchContext, "rt">,
): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await write();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      const facts = { event: "dispatch.write-waits", waitMs, err: error };
      context.rt.log.warn(facts, "the database is away; outcomes wait");
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
