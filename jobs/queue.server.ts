import type { JobDefinition } from "./define-job.ts";

export interface EnqueueOptions {
  /** Default: now. */
  readonly at?: Date;
  /** One pending job per value: a second enqueue replaces the first. */
  readonly unique?: string;
}

/** A nudge, never the truth: sweeps find every row a lost job would have handled. */
export interface JobQueue {
  enqueue<Payload>(
    definition: JobDefinition<Payload>,
    payload: Payload,
    options?: EnqueueOptions,
  ): Promise<void>;
}
