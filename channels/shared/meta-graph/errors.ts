import { z } from "zod";
import type { HttpAnswer, SendOutcome } from "../../contract.ts";

/** What a code of Meta's means for the message, the person or the account. */
export type CodeClass =
  | "throttle"
  /** Surely not taken, may be tried again. */
  | "later"
  /** Says itself that it may have gone out. */
  | "ambiguous"
  | "window"
  | "gone"
  | "opted-out"
  | "account"
  | "rejected";

/** "131026" or, where the subcode matters, "10/2018278". */
export type CodeTable = Readonly<Record<string, CodeClass>>;

const graphError = z.object({
  code: z.coerce.number().int(),
  message: z.string().optional().catch(undefined),
  title: z.string().optional().catch(undefined),
  error_subcode: z.coerce.number().int().optional().catch(undefined),
  error_user_msg: z.string().optional().catch(undefined),
  is_transient: z.boolean().optional().catch(undefined),
  error_data: z.object({ details: z.string() }).optional().catch(undefined),
  fbtrace_id: z.string().optional().catch(undefined),
});
export type GraphError = z.infer<typeof graphError>;

const errorBody = z.union([
  z.object({ error: graphError }).transform((one) => one.error),
  z.object({ errors: z.array(graphError).min(1) }).transform((one) => one.errors[0] ?? null),
]);

export function readGraphError(body: unknown): GraphError | null {
  // Nearly every answer is a success, and a union that fails costs more than the send.
  if (typeof body !== "object" || body === null) return null;
  if (!("error" in body) && !("errors" in body)) return null;
  return errorBody.safeParse(body).data ?? null;
}

export function parseGraphError(value: unknown): GraphError | null {
  return graphError.safeParse(value).data ?? null;
}

export function errorCode(error: GraphError): string {
  return error.error_subcode ? `${error.code}/${error.error_subcode}` : String(error.code);
}

/** The useful sentence; titles are being retired and only stand in for it. */
export function errorDetail(error: GraphError): string {
  const { error_data, error_user_msg, message, title } = error;
  const text = error_data?.details ?? error_user_msg ?? message ?? title ?? "no explanation given";
  return error.fbtrace_id ? `${text} (trace ${error.fbtrace_id})` : text;
}

/** Most specific first; null = Meta says something we have no row for. */
export function classOf(error: GraphError, table: CodeTable): CodeClass | null {
  const known = table[errorCode(error)] ?? table[String(error.code)];
  if (known) return known;
  // The permission block; each endpoint has its own number in it.
  return error.code >= 200 && error.code <= 299 ? "account" : null;
}

/** Waits the documents name, for answers without Retry-After. */
const knownWaitsMs: Readonly<Record<number, number>> = {
  4: 60_000,
  80_007: 60_000,
  131_048: 900_000,
  131_056: 6_000,
  132_069: 3_600_000,
  133_016: 3_600_000,
};

function askedWaitMs(answer: HttpAnswer, code: number | null): number | null {
  const header = answer.kind === "answer" ? Number(answer.headers["retry-after"]) : NaN;
  if (Number.isFinite(header) && header >= 0) return header * 1_000;
  return code === null ? null : (knownWaitsMs[code] ?? null);
}

export function throttledBy(answer: HttpAnswer, code: string, detail: string): SendOutcome {
  const retryAfterMs = askedWaitMs(answer, Number.parseInt(code, 10) || null);
  return { kind: "throttled", retryAfterMs, code, detail };
}

/**
 * The outcome of an answer that holds an error. The HTTP status only counts where the code is
 * unknown, or where it says the server itself failed: then the message may be on its way.
 */
export function failureOf(
  answer: Extract<HttpAnswer, { kind: "answer" }>,
  error: GraphError,
  table: CodeTable,
): SendOutcome {
  const code = errorCode(error);
  const detail = errorDetail(error);
  const known = classOf(error, table) ?? fallbackClass(answer.status, error);
  switch (known) {
    case "throttle":
      return throttledBy(answer, code, detail);
    case "later":
      return answer.status >= 500
        ? { kind: "unknown", detail: `${code}: ${detail}` }
        : { kind: "unavailable", detail: `${code}: ${detail}` };
    case "ambiguous":
      return { kind: "unknown", detail: `${code}: ${detail}` };
    case "window":
      return { kind: "window-closed", code, detail };
    case "gone":
      return { kind: "recipient-gone", code, detail };
    case "opted-out":
      return { kind: "recipient-opted-out", code, detail };
    case "account":
      return { kind: "account-broken", code, detail };
    case "rejected":
      return { kind: "rejected", code, detail };
  }
}

function fallbackClass(status: number, error: GraphError): CodeClass {
  if (error.is_transient) return "later";
  if (status === 429) return "throttle";
  if (status === 401) return "account";
  // A 2xx that holds an error nobody knows: what is not understood is unknown, not failed.
  return status >= 400 && status < 500 ? "rejected" : "ambiguous";
}
