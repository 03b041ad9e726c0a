import type { AccountCheck, CheckFacts, HttpAnswer } from "../../contract.ts";
import { readJson } from "../read-json.ts";
import { classOf, errorCode, errorDetail, readGraphError, type CodeTable } from "./errors.ts";

/** What a reading call says about the credentials. */
export function readCheck(
  answer: HttpAnswer,
  table: CodeTable,
  describe: (body: unknown) => CheckFacts | null,
): AccountCheck {
  if (answer.kind !== "answer") {
    return { ok: false, problem: "no-answer", facts: {}, said: answer.detail };
  }
  const body = readJson(answer.body);
  const error = readGraphError(body);
  if (error) {
    const problem = classOf(error, table) === "throttle" ? "throttled" : "credentials";
    const said = `${errorCode(error)}: ${errorDetail(error)}`;
    return { ok: false, problem, facts: {}, said };
  }
  const facts = answer.status === 200 ? describe(body) : null;
  if (facts) return { ok: true, facts };
  return { ok: false, problem: "unreadable", facts: {}, said: `HTTP ${answer.status}` };
}
