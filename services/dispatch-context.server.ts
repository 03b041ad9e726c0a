import type { Breaker } from "#core/delivery/breaker.ts";
import { newRunHealth, type RunHealth } from "#core/delivery/run-health.ts";
import { findRevision } from "#models/template.server.ts";
import { createCommitQueue, type CommitQueue } from "./commit-queue.server.ts";
import { createDispatchReads, type DispatchReads } from "./dispatch-reads.server.ts";
import { createPace, type Pace } from "./pace.server.ts";
import { createRenderer, type Renderer } from "./rendering.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { openSendLog, readSendLog, type SendLog } from "./send-log.server.ts";

export type DispatchRuntime = Pick<
  Runtime,
  | "config"
  | "now"
  | "newId"
  | "roll"
  | "log"
  | "queue"
  | "http"
  | "smtp"
  | "webChat"
  | "media"
  | "vault"
  | "publicUrl"
  | "findChannel"
  | "failpoint"
>;

export interface DispatchOptions {
  /** Stable over restarts on one machine: a process takes its own batches back by it. */
  readonly owner: string;
  /** Never runs backwards and stands still for nobody. Default: performance.now. */
  readonly monotonicMs?: () => number;
  /** Where workers of this machine keep their send logs; null = none, and every open window is in doubt. */
  readonly sendLogFolder?: string | null;
  /** How long evidence may still settle an uncertain delivery. */
  readonly doubtMs?: number;
}

const DOUBT_MS = 15 * 60_000;
const RENDERERS_MAX = 50;
/**
 * With several windows under way, one waits this long for the others before it reads or writes: they
 * then go on together, and each look-up and commit serves them all.
 */
const LINGER_MS = 4;

/** What one worker process remembers between windows. Losing all of it loses nothing. */
export interface DispatchContext {
  readonly rt: DispatchRuntime;
  readonly owner: string;
  readonly doubtMs: number;
  readonly monotonicMs: () => number;
  readonly sendLog: SendLog | null;
  /** Who the dead owner of a window may have written to; null = nobody knows. */
  readSendLog(owner: string, openedAt: Date): ReadonlySet<string> | null;
  /** Claims this process believes it holds; the heartbeat extends them. */
  readonly held: Set<string>;
  readonly breakers: Map<string, Breaker>;
  readonly reads: DispatchReads;
  /** Every write of a batch this worker holds. */
  readonly commits: CommitQueue;
  /** Set by a stop: batches are given back at their next window. */
  isStopping: boolean;
  pace(id: string): Pace;
  health(runId: string): RunHealth;
  /** Counts settled messages; `takeRates` gives them per second since it was last asked. */
  noteSettled(runId: string, count: number): void;
  takeRates(): ReadonlyMap<string, number>;
  renderer(revisionId: string): Promise<Renderer | null>;
}

export function createDispatchContext(
  rt: DispatchRuntime,
  options: DispatchOptions,
): DispatchContext {
  const paces = new Map<string, Pace>();
  const healths = new Map<string, RunHealth>();
  const renderers = new Map<string, Promise<Renderer | null>>();
  const monotonicMs = options.monotonicMs ?? (() => performance.now());
  const folder = options.sendLogFolder ?? null;
  let settled = new Map<string, number>();
  let settledSince = monotonicMs();
  const held = new Set<string>();
  const lingerMs = (): number => (held.size > 1 ? LINGER_MS : 0);
  return {
    rt,
    owner: options.owner,
    doubtMs: options.doubtMs ?? DOUBT_MS,
    monotonicMs,
    sendLog: folder === null ? null : openSendLog(folder, options.owner, rt.now),
    readSendLog: (owner, at) => (folder === null ? null : readSendLog(folder, owner, at)),
    held,
    breakers: new Map(),
    reads: createDispatchReads(lingerMs),
    // Its speed stands in a document of its own (`noteRate`), which a transaction never meets.
    commits: createCommitQueue(`${options.owner}:windows`, lingerMs),
    isStopping: false,
    pace(id) {
      const pace = paces.get(id) ?? createPace(id, () => rt.now().getTime());
      paces.set(id, pace);
      return pace;
    },
    health(runId) {
      const health = healths.get(runId) ?? newRunHealth();
      healths.set(runId, health);
      return health;
    },
    noteSettled(runId, count) {
      settled.set(runId, (settled.get(runId) ?? 0) + count);
    },
    takeRates() {
      const seconds = Math.max(0.001, (monotonicMs() - settledSince) / 1_000);
      const rates = new Map([...settled].map(([runId, count]) => [runId, count / seconds]));
      settled = new Map();
      settledSince = monotonicMs();
      return rates;
    },
    renderer(revisionId) {
      const known = renderers.get(revisionId);
      if (known) return known;
      if (renderers.size >= RENDERERS_MAX) renderers.clear();
      const made = makeRenderer(revisionId, rt);
      renderers.set(revisionId, made);
      // A failed read is no answer to remember.
      made.catch(() => renderers.delete(revisionId));
      return made;
    },
  };
}

async function makeRenderer(revisionId: string, rt: DispatchRuntime): Promise<Renderer | null> {
  const revision = await findRevision(revisionId);
  return revision ? createRenderer(revision, rt) : null;
}

/** How long evidence is waited for that settles a doubt of now. */
export function doubtUntil({ rt, doubtMs }: Pick<DispatchContext, "rt" | "doubtMs">): Date {
  return new Date(rt.now().getTime() + doubtMs);
}

/** A test's way to die: passes through every handler on its way out, as a killed process would. */
export class CrashPoint extends Error {}

export async function reach(name: string, rt: Pick<Runtime, "failpoint">): Promise<void> {
  if (!rt.failpoint) return;
  try {
    await rt.failpoint(name);
  } catch (error) {
    throw new CrashPoint(name, { cause: error });
  }
}
