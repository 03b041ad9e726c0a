import path from "node:path";
import { clockState } from "#core/clock-skew.ts";
import { lanes, type Lane } from "#core/delivery/state.ts";
import { pauseReason } from "#core/delivery/state-reason.ts";
import { findActiveRuns } from "#models/campaign-run.server.ts";
import { extendLeases, findExpiredLeases, findOwnLeases } from "#models/batch-lease.server.ts";
import { isDatabaseAway } from "#models/connection.server.ts";
import {
  findDueBatches,
  moveRunBatches,
  type DispatchBatchRow,
} from "#models/dispatch-batch.server.ts";
import { noteRate } from "#models/run-counter.server.ts";
import { beat, HEARTBEAT_MS, listWorkers, type WorkerRow } from "#models/worker.server.ts";
import { createBatchQueue } from "./batch-queue.server.ts";
import {
  createDispatchContext,
  type DispatchOptions,
  type DispatchRuntime,
} from "./dispatch-context.server.ts";
import { dispatchBatch, type BatchEnd } from "./dispatch.server.ts";
import { planRun } from "./planning.server.ts";
import { announceProgress } from "./progress.server.ts";
import { onNudge } from "./pump-nudge.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { controlRun, finishRun } from "./runs.server.ts";
import { sweepDoubts, sweepOrphans } from "./status-sweeps.server.ts";

export interface PumpOptions extends Partial<DispatchOptions> {
  readonly host: string;
  readonly pid: number;
  /** Does a process of this machine still run? Decides whether leases of our name are ours to take. */
  isProcessAlive(pid: number): boolean;
}

export interface Pump {
  stop(): Promise<void>;
}

/** Slots beside the campaign's that only agent replies and transactional messages may use. */
const PRIORITY_SLOTS = 2;
const SWEEP_MS = 1_000;
/** A poll may cost this share of the time, so a long queue is looked through less often. */
const POLL_SHARE = 20;

/**
 * One per worker: finds due batches, keeps the slots full, keeps the leases alive, takes over what the
 * dead left. Everything it knows is in the database; stopping it in any way loses nothing.
 */
export async function startPump(
  rt: DispatchRuntime & Pick<Runtime, "clockOffsetMs">,
  options: PumpOptions,
): Promise<Pump> {
  const owner = options.owner ?? `${rt.config.WORKER_NAME}@${options.host}`;
  const sendLogFolder = path.join(rt.config.ANTIPHON_DATA, "send-log");
  const context = createDispatchContext(rt, { sendLogFolder, ...options, owner });
  const queue = createBatchQueue();
  const active = new Map<Promise<void>, DispatchBatchRow>();
  const planning = new Map<string, Promise<unknown>>();
  const nextPoll = new Map<Lane, number>();
  const startedAt = rt.now();
  const bell = createBell();
  const wake = bell.ring;
  const clock = (): number => context.monotonicMs();

  const nudge = (): void => {
    nextPoll.clear();
    wake();
  };
  const unsubscribe = onNudge(nudge);

  const worker = (): WorkerRow => ({
    _id: rt.config.WORKER_NAME,
    host: options.host,
    pid: options.pid,
    startedAt,
    heartbeatAt: rt.now(),
    stoppedAt: null,
    openWindows: active.size,
    clockOffsetMs: rt.clockOffsetMs(),
  });

  await takeBackOwn();
  await beat(worker());

  /** The process of our name that ran before us is gone: its leases need not expire first. */
  async function takeBackOwn(): Promise<void> {
    const before = (await listWorkers()).find((one) => one._id === rt.config.WORKER_NAME);
    if (before && before.host === options.host && before.pid !== options.pid) {
      const isRunning = before.stoppedAt === null && options.isProcessAlive(before.pid);
      if (isRunning) {
        const facts = { event: "pump.name-taken", pid: before.pid };
        rt.log.error(facts, "another worker of this name runs here; give each its WORKER_NAME");
        return;
      }
    }
    queue.add(await findOwnLeases(owner));
  }

  async function poll(): Promise<void> {
    for (const lane of lanes) {
      if ((nextPoll.get(lane) ?? 0) > clock()) continue;
      const began = clock();
      queue.replace(lane, await findDueBatches(lane, rt.now()));
      const took = clock() - began;
      nextPoll.set(lane, clock() + Math.max(rt.config.PUMP_POLL_MS, took * POLL_SHARE));
    }
  }

  function fill(): void {
    const busy = [...active.values()];
    for (;;) {
      const marketing = busy.filter((batch) => batch.lane === "marketing").length;
      const mayMarket = marketing < rt.config.WORKER_CONCURRENCY;
      const isFull = busy.length >= rt.config.WORKER_CONCURRENCY + PRIORITY_SLOTS;
      const batch = isFull
        ? null
        : queue.take(mayMarket ? lanes : ["reply", "transactional"], busy);
      if (!batch) return;
      busy.push(batch);
      const work = run(batch).finally(() => {
        active.delete(work);
        wake();
      });
      active.set(work, batch);
    }
  }

  async function run(batch: DispatchBatchRow): Promise<void> {
    try {
      const end = await dispatchBatch(batch, context);
      await afterBatch(batch, end);
    } catch (error) {
      // Nothing is cleaned up here: what the database says is true, and the lease runs out.
      const facts = { event: "batch.dropped", batchId: batch._id, err: error };
      if (isDatabaseAway(error)) rt.log.warn(facts, "batch dropped; its lease will run out");
      else rt.log.error(facts, "batch dropped; its lease will run out");
    }
  }

  async function afterBatch(batch: DispatchBatchRow, end: BatchEnd): Promise<void> {
    if (end.kind === "lost") return;
    if (batch.campaignId !== null) {
      const reason = pauseReason(end);
      if (reason !== null && !context.isStopping) {
        rt.log.warn({ event: "run.paused", runId: batch.runId, reason }, "run paused itself");
        await controlRun(batch.runId, "pause", reason, rt);
      }
      await announceProgress([batch], rt);
    }
    if (end.kind === "done" && batch.campaignId !== null && !queue.hasRun(batch.runId)) {
      await finishRun(batch.runId, rt);
    }
    nextPoll.delete(batch.lane);
  }

  /** Runs whose audience is not walked to its end: by us now, or by a worker that died. */
  async function plan(): Promise<void> {
    for (const one of await findActiveRuns()) {
      if (one.state !== "planning" || planning.has(one._id)) continue;
      const work = planRun(one._id, rt, () => context.isStopping)
        .then(
          // Another worker is at it; look again only after it had time to move.
          (end) => (end === "moved" ? pause(SWEEP_MS) : undefined),
          (error: unknown) => {
            const facts = { event: "planning.failed", runId: one._id, err: error };
            if (isDatabaseAway(error)) rt.log.warn(facts, "planning waits for the database");
            else rt.log.error(facts, "planning failed");
            return pause(SWEEP_MS * 5);
          },
        )
        .finally(() => planning.delete(one._id));
      planning.set(one._id, work);
    }
  }

  async function heartbeat(): Promise<void> {
    const until = new Date(rt.now().getTime() + rt.config.LEASE_MS);
    await extendLeases([...context.held], until);
  }

  async function sweep(): Promise<void> {
    queue.add(await findExpiredLeases(rt.now()));
    await sweepOrphans(rt);
    await sweepDoubts(rt);
    for (const [runId, settled] of context.takeRates()) {
      await noteRate(runId, owner, settled, rt.now());
    }
  }

  /** Slow and rare: what a race or a lost nudge left behind. */
  async function tidy(): Promise<void> {
    for (const one of await findActiveRuns()) {
      if (one.control.state !== "paused") await moveRunBatches(one._id, "paused", "due");
      await finishRun(one._id, rt);
    }
    await beat(worker());
    if (active.size === 0) context.sendLog?.forget();
  }

  const duties = [
    every(Math.max(250, rt.config.LEASE_MS / 4), heartbeat),
    every(SWEEP_MS, sweep),
    every(HEARTBEAT_MS, tidy),
    every(rt.config.PUMP_POLL_MS, plan),
  ];

  /** Runs `work` over and over until the pump stops; a failure is told and tried again. */
  function every(ms: number, work: () => Promise<void>): { stop(): Promise<void> } {
    let timer: NodeJS.Timeout | undefined;
    let current: Promise<void> = Promise.resolve();
    let isOver = false;
    const tick = (): void => {
      current = guarded(work).then(() => {
        if (!isOver) timer = setTimeout(tick, ms);
      });
    };
    timer = setTimeout(tick, ms);
    return {
      async stop() {
        isOver = true;
        clearTimeout(timer);
        await current;
      },
    };
  }

  async function guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      rt.log.warn({ event: "pump.tick-failed", err: error }, "the pump tries again");
    }
  }

  async function loop(): Promise<void> {
    while (!context.isStopping) {
      await guarded(async () => {
        // Leases would mean one thing here and another elsewhere: leave the work to the others.
        if (clockState(rt.clockOffsetMs()) === "refused") return;
        await poll();
        fill();
      });
      await bell.wait(rt.config.PUMP_POLL_MS);
    }
  }

  const looping = loop();
  return {
    async stop() {
      context.isStopping = true;
      unsubscribe();
      wake();
      await looping;
      await Promise.all([...active.keys(), ...planning.values()]);
      await Promise.all(duties.map((duty) => duty.stop()));
      context.sendLog?.close();
      await beat({ ...worker(), stoppedAt: rt.now() });
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A sleep that can be cut short, also by a ring just before it began. */
function createBell(): { ring(): void; wait(ms: number): Promise<void> } {
  let isRung = false;
  let end: (() => void) | null = null;
  return {
    ring() {
      isRung = true;
      end?.();
    },
    async wait(ms) {
      if (!isRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          end = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      end = null;
      isRung = false;
    },
  };
}
