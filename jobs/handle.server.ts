import type { Runtime } from "#services/runtime.server.ts";
import type { JobDefinition } from "./define-job.ts";

/** A job as the worker runs it: the payload is parsed, `rt.log` carries the job's name and id. */
export interface JobHandler {
  readonly definition: JobDefinition<unknown>;
  run(payload: unknown, rt: Runtime): Promise<void>;
}

/** Ties a definition to what it does. Handlers stay short: one service call and a log line. */
export function handle<Payload>(
  definition: JobDefinition<Payload>,
  work: (payload: Payload, rt: Runtime) => Promise<void>,
): JobHandler {
  return {
    definition,
    run: (payload, rt) => work(definition.payload.parse(payload), rt),
  };
}

/** Something a worker keeps running until it is told to stop: the pump, the mail receiver. */
export interface WorkerLoop {
  readonly name: string;
  start(rt: Runtime): Promise<{ stop(): Promise<void> }>;
}
