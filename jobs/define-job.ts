import type { z } from "zod";

export interface JobDefinition<Payload> {
  /** `noun.verb` */
  readonly name: string;
  readonly payload: z.ZodType<Payload>;
  readonly concurrency: number;
  readonly lockLifetimeMs: number;
  /** Repeats by itself, e.g. "10 seconds" (agenda's words); its payload must parse from {}. */
  readonly every?: string;
}

/** Identity function that ties a payload schema to its job. */
export function defineJob<Payload>(definition: JobDefinition<Payload>): JobDefinition<Payload> {
  return definition;
}
