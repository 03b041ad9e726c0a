import { setTimeout as sleep } from "node:timers/promises";
import { commitWindows, type Committed, type WindowCommit } from "#models/window-commit.server.ts";

/** Windows in one transaction at most: 512 rows are some 200 kB. */
const GROUP_MAX = 8;

export interface CommitQueue {
  commit(one: WindowCommit): Promise<Committed>;
}

interface Waiting {
  readonly commit: WindowCommit;
  resolve(end: Committed): void;
  reject(error: unknown): void;
}

/**
 * A worker writes one transaction at a time, with every window that asked meanwhile: busy slots share a
 * commit. `shard` names this worker's totals; `lingerMs` is how long the first waits for others.
 */
export function createCommitQueue(shard: string, lingerMs: () => number): CommitQueue {
  const waiting: Waiting[] = [];
  let isWriting = false;

  async function writeAll(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      const waitMs = lingerMs();
      if (waitMs > 0) await sleep(waitMs);
      await writeGroup(waiting.splice(0, GROUP_MAX));
    }
    isWriting = false;
  }

  async function writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const commits = group.map((one) => one.commit);
      const ends = await commitWindows(commits, shard);
      group.forEach((one, index) => one.resolve(ends[index] ?? { kind: "lost" }));
    } catch (error) {
      for (const one of group) one.reject(error);
    }
  }

  return {
    commit: (commit) =>
      new Promise((resolve, reject) => {
        waiting.push({ commit, resolve, reject });
        if (!isWriting) void writeAll();
      }),
  };
}
