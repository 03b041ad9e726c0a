import type { HttpPort } from "./contract.ts";

/** One request as the channel log keeps it: secrets replaced, long bodies cut. */
export interface HttpTrace {
  readonly method: string;
  readonly url: string;
  readonly requestBody: string;
  /** null = no answer came. */
  readonly status: number | null;
  readonly responseBody: string;
  readonly ms: number;
  readonly at: Date;
  readonly failure: string | null;
}

export interface TraceOptions {
  /** Values of the account's secret fields: replaced wherever they turn up. */
  readonly secrets: readonly string[];
  now(): Date;
  write(trace: HttpTrace): void;
}

const SHOWN_CHARACTERS = 4_000;

/** A port that also tells the channel log what went over it. Headers are never kept: they carry tokens. */
export function tracedHttp(http: HttpPort, { secrets, now, write }: TraceOptions): HttpPort {
  return async (request) => {
    const at = now();
    const answer = await http(request);
    const isAnswer = answer.kind === "answer";
    write({
      method: request.method,
      url: redact(request.url, secrets),
      requestBody: redact(readable(request.body), secrets),
      status: isAnswer ? answer.status : null,
      responseBody: isAnswer ? redact(readable(answer.body), secrets) : "",
      ms: now().getTime() - at.getTime(),
      at,
      failure: isAnswer ? null : redact(answer.detail, secrets),
    });
    return answer;
  };
}

/** Replaces each secret in every spelling a URL, a form, JSON or basic authentication gives it. */
export function redact(text: string, secrets: readonly string[]): string {
  let shown = text;
  // Longest first: a secret that contains another must not leave its rest behind.
  const ordered = secrets
    .filter((secret) => secret.length > 0)
    .toSorted((a, b) => b.length - a.length);
  for (const spelling of ordered.flatMap(spellings)) shown = shown.replaceAll(spelling, "[hidden]");
  return shown;
}

function spellings(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const form = new URLSearchParams([["", secret]]).toString().slice(1);
  const base64 = Buffer.from(secret).toString("base64");
  return [...new Set([secret, json, encodeURIComponent(secret), encodeURI(secret), form, base64])];
}

function readable(body: string | Uint8Array | undefined): string {
  if (body === undefined) return "";
  if (typeof body === "string") return body.slice(0, SHOWN_CHARACTERS);
  const head = Buffer.from(body.subarray(0, SHOWN_CHARACTERS));
  // A zero byte in the head is a picture or a document, not text.
  return head.includes(0) ? `[${body.byteLength} bytes]` : head.toString("utf8");
}
