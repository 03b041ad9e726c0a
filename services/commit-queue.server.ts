import { setTimeout as sleep } from "node:timers/promises";
import { commitWindows, type Committed, type WindowCommit } from "#models/window-commit.server.ts";
import { groupWrites } from "./group-writes.server.ts";

/** Windows in one transaction at most: 512 rows are some 200 kB. */
const GROUP_MAX = 8;

export interface CommitQueue {
  commit(one: WindowCommit): Promise<Committed>;
}

/**
 * A worker writes one transaction at a time, with every window that asked meanwhile: busy slots share a
 * commit. `shard` names this worker's totals; `lingerMs` is how long the first waits for others.
 */
export function createCommitQueue(shard: string, lingerMs: () => number): CommitQueue {
  return {
    commit: groupWrites({
      groupMax: GROUP_MAX,
      gathering() {
        const waitMs = lingerMs();
        return waitMs > 0 ? sleep(waitMs) : null;
      },
      write: (commits: readonly WindowCommit[]) => commitWindows(commits, shard),
    }),
  };
}
