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
import { gather } from "./gather.server.ts";
import { isProcessAlive, pidSpace } from "./process-alive.server.ts";

const BEAT_MS = 5 * SECOND_MS;
/**
 * So many looks of ours without a beat of theirs: frozen, or dead where we cannot see it. Counted in
 * looks, not by any clock: neither a clock that is set nor a machine that was paused makes the living
 * look dead. Who was taken for dead by mistake only repeats its open transaction.
 */
const SILENT_LOOKS = 4;
/** The driver drops a session unused for half an hour; nobody opens this many in that time. */
const SESSIONS_MAX = 200;

export interface ProcessRegister {
  close(): Promise<void>;
}

/**
 * Whoever is killed inside a transaction leaves it open on the server, and what it changed locked: for
 * a minute on MongoDB, until the next restart on the embedded server. So every process writes down the
 * sessions its transactions run in, and all others end those of a process that is gone.
 */
export async function registerProcess(
  now: () => Date,
  log: Pick<Logger, "info" | "warn">,
  beatMs: number = BEAT_MS,
): Promise<ProcessRegister> {
  const own = { _id: randomUUID(), host: hostname(), pidSpace: await pidSpace(), pid: process.pid };
  const sessions = new Map<string, SessionId>();
  // One after the other: a shorter list must never come down after a longer one.
  const save = gather(
    () => saveProcess({ ...own, beatAt: now(), sessions: [...sessions.values()] }),
    () => 0,
  );
  const look = lookAfterOthers(own, log);

  const forget = onTransactionSession(async (id) => {
    const name = id.toString("hex");
    const isNew = !sessions.delete(name);
    // Again at the end: the oldest are dropped first.
    sessions.set(name, id);
    const [oldest] = sessions.keys();
    if (sessions.size > SESSIONS_MAX && oldest !== undefined) sessions.delete(oldest);
    if (isNew) await save([name]);
  });

  const failed = (error: unknown): void => {
    log.warn({ event: "process.beat-failed", err: error }, "the register of processes failed");
  };
  // The dead must not keep the living from starting.
  await look().catch(failed);
  await save([]);

  let beating = Promise.resolve();
  let isClosed = false;
  let timer = later();
  function later(): NodeJS.Timeout {
    return setTimeout(() => {
      beating = save([])
        .then(look)
        .catch(failed)
        .then(() => {
          if (!isClosed) timer = later();
        });
    }, beatMs).unref();
  }

  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      forget();
      try {
        // A beat on its way would write the entry again after it was taken out.
        await Promise.all([beating, save([])]);
        await forgetProcess(own._id);
      } catch {
        // A database that is gone holds nothing of ours either.
      }
    },
  };
}

interface Sight {
  readonly beatAt: number;
  /** Looks since that beat. */
  readonly looks: number;
  readonly isEnded: boolean;
}

type Own = Pick<ProcessRow, "_id" | "pidSpace">;

/** Ends what processes that are gone left open; to be called at every beat. */
function lookAfterOthers(own: Own, log: Pick<Logger, "info" | "warn">): () => Promise<void> {
  let known = new Map<string, Sight>();

  function seen(one: ProcessRow): Sight {
    const before = known.get(one._id);
    const beatAt = one.beatAt.getTime();
    if (before?.beatAt !== beatAt) return { beatAt, looks: 0, isEnded: false };
    return { ...before, looks: before.looks + 1 };
  }

  async function endWorkOf({ sessions, pid, host }: ProcessRow): Promise<void> {
    const answer = await endSessions(sessions);
    if (answer === "ended") return;
    const facts = { event: "process.sessions-kept", pid, host, reason: answer.refused };
    log.warn(
      facts,
      "the database does not let us end a dead process's transactions; it will itself",
    );
  }

  return async () => {
    const others = (await listProcesses()).filter(({ _id }) => _id !== own._id);
    known = new Map(others.map((one) => [one._id, seen(one)]));
    for (const one of others) {
      const sight = known.get(one._id);
      if (!sight || !isGone(one, sight, own)) continue;
      // At two looks: its last command may have reached the server after the first.
      await endWorkOf(one);
      known.set(one._id, { ...sight, isEnded: true });
      if (!sight.isEnded) continue;
      await forgetProcess(one._id);
      const facts = { event: "process.gone", pid: one.pid, host: one.host };
      log.info(facts, "a process ended without saying so; its transactions are closed");
    }
  };
}

function isGone(one: ProcessRow, sight: Sight, own: Own): boolean {
  if (sight.looks >= SILENT_LOOKS) return true;
  return one.pidSpace === own.pidSpace && !isProcessAlive(one.pid);
}
