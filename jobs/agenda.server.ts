import { MongoBackend } from "@agendajs/mongo-backend";
import { Agenda, type Job } from "agenda";
import type { Database } from "#models/connection.server.ts";
import { jobsRun } from "#services/metrics.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import type { JobDefinition } from "./define-job.ts";
import type { JobHandler } from "./handle.server.ts";
import type { JobQueue } from "./queue.server.ts";

/** The only module that knows agenda. It is a clock here: rows are the truth, jobs are nudges. */

const COLLECTION = "jobs";
const POLL_MS = 500;

interface Envelope {
  readonly payload: unknown;
  readonly unique?: string;
}

function createAgenda(database: Database, name: string): Agenda {
  return new Agenda({
    // The driver's types come twice, through mongoose and through the backend; it is one class.
    backend: new MongoBackend({ mongo: database as never, collection: COLLECTION }),
    name,
    processEvery: POLL_MS,
    removeOnComplete: true,
  });
}

export interface AgendaQueue extends JobQueue {
  close(): Promise<void>;
}

/** Puts jobs into the collection; runs none. */
export async function createAgendaQueue(database: Database, name: string): Promise<AgendaQueue> {
  const agenda = createAgenda(database, name);
  await agenda.ready;
  return {
    async enqueue(definition, payload, options = {}) {
      const parsed = definition.payload.parse(payload);
      const { unique, at } = options;
      const data: Envelope = { payload: parsed, ...(unique === undefined ? {} : { unique }) };
      const job = agenda.create(definition.name, data);
      if (at) job.schedule(at);
      else job.schedule("now");
      // A job that runs already has read its rows: the new nudge must not vanish in it.
      if (unique !== undefined) job.unique({ "data.unique": unique, lockedAt: null });
      await job.save();
    },
    close: () => agenda.stop(),
  };
}

export interface JobRunner {
  /** Takes no new job, waits for the running ones up to the limit. */
  drain(timeoutMs: number): Promise<void>;
}

/** Runs the given handlers in this process and schedules the ones that repeat. */
export async function startJobs(
  database: Database,
  handlers: readonly JobHandler[],
  rt: Runtime,
): Promise<JobRunner> {
  const agenda = createAgenda(database, rt.config.WORKER_NAME);
  // Without a listener a failed poll (the database is away) would end the process.
  agenda.on("error", (error) => {
    rt.log.warn({ event: "jobs.poll-failed", err: error }, "jobs could not be polled");
  });
  for (const handler of handlers) define(agenda, handler, rt);
  await agenda.start();
  for (const { definition } of handlers) await repeat(agenda, definition);
  return {
    async drain(timeoutMs) {
      await agenda.drain({ timeout: timeoutMs, closeConnection: false });
    },
  };
}

function define(agenda: Agenda, handler: JobHandler, rt: Runtime): void {
  const { name, concurrency, lockLifetimeMs } = handler.definition;
  const work = (job: Job<Envelope | undefined>): Promise<void> => runJob(handler, job, rt);
  // oxlint-disable-next-line typescript/no-misused-promises -- agenda takes promises too; this is its other overload
  agenda.define(name, work, {
    concurrency,
    lockLimit: concurrency,
    lockLifetime: lockLifetimeMs,
  });
}

async function runJob(
  handler: JobHandler,
  job: Job<Envelope | undefined>,
  rt: Runtime,
): Promise<void> {
  const jobId = String(job.attrs._id ?? "");
  const log = rt.log.child({ job: handler.definition.name, jobId });
  try {
    await handler.run(job.attrs.data?.payload ?? {}, { ...rt, log });
    jobsRun.inc({ job: handler.definition.name, result: "done" });
  } catch (error) {
    jobsRun.inc({ job: handler.definition.name, result: "failed" });
    log.error({ event: "job.failed", err: error }, "job failed");
    throw error;
  }
}

async function repeat(agenda: Agenda, definition: JobDefinition<unknown>): Promise<void> {
  if (definition.every === undefined) return;
  await agenda.every(definition.every, definition.name, { payload: {} });
}
