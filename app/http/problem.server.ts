export interface Problem {
  readonly status: number;
  /** A short name that stays the same, e.g. "bad-signature". */
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: Readonly<Record<string, readonly string[]>>;
}

/** An error for programs (RFC 9457); people get pages. */
export function problem({ status, code, title, detail, errors }: Problem): Response {
  const type = `urn:antiphon:problem:${code}`;
  const body = { type, title, status, ...(detail && { detail }), ...(errors && { errors }) };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/problem+json; charset=utf-8" },
  });
}
