import type { AccountCheck, HttpAnswer } from "../../contract.ts";
import { readJson } from "../read-json.ts";
import { classOf, errorCode, errorDetail, readGraphError, type CodeTable } from "./errors.ts";

/** What a reading call says about the credentials. */
export function readCheck(
  answer: HttpAnswer,
  table: CodeTable,
  describe: (body: unknown) => string | null,
): AccountCheck {
  if (answer.kind !== "answer") {
    const remedy = "Check that this server reaches the Graph address.";
    return { ok: false, detail: `Meta did not answer: ${answer.detail}`, remedy };
  }
  const body = readJson(answer.body);
  const error = readGraphError(body);
  if (!error) {
    const detail = answer.status === 200 ? describe(body) : null;
    return detail === null
      ? { ok: false, detail: `HTTP ${answer.status}, unreadable body`, remedy: "Try again later." }
      : { ok: true, detail };
  }
  const isThrottled = classOf(error, table) === "throttle";
  return {
    ok: false,
    detail: `${errorCode(error)}: ${errorDetail(error)}`,
    remedy: isThrottled
      ? "Meta limits calls right now; try again in some minutes."
      : "Make a new access token with the permissions this channel needs, and check the ids.",
  };
}
