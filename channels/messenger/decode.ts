import { z } from "zod";
import type { HttpAnswer, SendOutcome } from "../contract.ts";
import { readOutcome as readGraphOutcome } from "../shared/meta-graph/outcome.ts";
import { codes } from "./codes.ts";

const accepted = z
  .object({ message_id: z.string().min(1) })
  .transform(({ message_id }) => [message_id]);

export function readOutcome(answer: HttpAnswer): SendOutcome {
  return readGraphOutcome(answer, { table: codes, accepted });
}
