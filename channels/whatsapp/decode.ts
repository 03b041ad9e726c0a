import { z } from "zod";
import type { HttpAnswer, SendOutcome } from "../contract.ts";
import { readOutcome as readGraphOutcome } from "../shared/meta-graph/outcome.ts";
import { codes } from "./codes.ts";

const accepted = z
  .object({ messages: z.array(z.object({ id: z.string().min(1) })).min(1) })
  .transform(({ messages }) => messages.map((message) => message.id));

/** `held_for_quality_assessment` is accepted as well: a status tells how it ends. */
export function readOutcome(answer: HttpAnswer): SendOutcome {
  return readGraphOutcome(answer, { table: codes, accepted });
}
