import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Logger } from "pino";
import { SECOND_MS } from "#core/duration.ts";
import { onTransactionSession } from "#models/connection.server.ts";
import {
  endSessions,
  forgetProcess,
  listProcesses,
  saveProcess,
  type ProcessRow,
  type SessionId,
} from "#models/process.server.ts";
import { isProcessAlive } from "./process-alive.server.ts";

const BEAT_MS = 5 * SECOND_MS;
/** Four beats missed: frozen, or dead on another machine. Its transactions are repeated or given up. */
const SILENT_MS = 4 * BEAT_MS;
/** The driver drops a session unused for half an hour; nobody opens this many in that time. */
const SESSIONS_MAX = 200;

/**
 * Whoever is killed inside a transaction leaves it open on the server, and what it changed locked: for
 * a minute on MongoDB, until the next restart on the embedded server. So every process writes down the
 * sessions its transactions run in, and all others end those of a process that is gone.
 */
export async function registerProcess(
  now: () => Date,
  log: Pick<Logger, "info" | "warn">,
): Promise<{ close(): Promise<void> }> {
  const own = { _id: randomUUID(), host: hostname(), pid: process.pid };
  const sessions = new Map<string, SessionId>();
  const save = () => saveProcess({ ...own, beatAt: now(), sessions: [...sessions.values()] });

  const forget = onTransactionSession(async (id) => {
    const name = id.toString("hex");
    const isNew = !sessions.delete(name);
    // Again at the end: the oldest are dropped first.
    sessions.set(name, id);
    const [oldest] = sessions.keys();
    if (sessions.size > SESSIONS_MAX && oldest !== undefined) sessions.delete(oldest);
    if (isNew) await save();
  });

  await freeTheirs();
  await save();
  const timer = setInterval(() => {
    save()
      .then(freeTheirs)
      .catch((error: unknown) => {
        log.warn({ event: "process.beat-failed", err: error }, "this process was not written down");
      });
  }, BEAT_MS);
  timer.unref();

  async function freeTheirs(): Promise<void> {
    for (const one of await listProcesses()) {
      if (one._id === own._id || !isGone(one, now())) continue;
      await endSessions(one.sessions);
      await forgetProcess(one._id);
      const facts = { event: "process.gone", pid: one.pid, host: one.host };
      log.info(facts, "a process ended without saying so; its transactions are closed");
    }
  }

  return {
    async close() {
      clearInterval(timer);
      forget();
      // A database that is gone holds nothing of ours either.
      await forgetProcess(own._id).catch(() => undefined);
    },
  };
}

function isGone({ host, pid, beatAt }: ProcessRow, now: Date): boolean {
  if (now.getTime() - beatAt.getTime() > SILENT_MS) return true;
  return host === hostname() && !isProcessAlive(pid);
}
