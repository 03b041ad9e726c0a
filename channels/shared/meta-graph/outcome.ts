import type { z } from "zod";
import type { HttpAnswer, SendOutcome } from "../../contract.ts";
import { readJson } from "../read-json.ts";
import { failureOf, readGraphError, throttledBy, type CodeTable } from "./errors.ts";

export interface AnswerReader {
  readonly table: CodeTable;
  /** Reads the message ids out of an accepted answer. */
  readonly accepted: z.ZodType<readonly string[]>;
}

/** Body before status: Meta sends 403 for "later" and 200 with an error inside. */
export function readOutcome(answer: HttpAnswer, { table, accepted }: AnswerReader): SendOutcome {
  if (answer.kind === "not-sent") return { kind: "unavailable", detail: answer.detail };
  if (answer.kind === "ambiguous") return { kind: "unknown", detail: answer.detail };
  const { status } = answer;
  const body = readJson(answer.body);
  const error = readGraphError(body);
  if (error) return failureOf(answer, error, table);
  if (status >= 200 && status < 300) {
    const ids = accepted.safeParse(body);
    if (ids.success) return { kind: "accepted", externalIds: ids.data };
  }
  if (status === 429) return throttledBy(answer, "429", "HTTP 429");
  if (status >= 300 && status < 400) {
    return { kind: "rejected", code: `http-${status}`, detail: "Redirects are not followed" };
  }
  return { kind: "unknown", detail: `HTTP ${status}, unreadable body` };
}
