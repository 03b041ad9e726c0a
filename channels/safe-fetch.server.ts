import type { HttpAnswer, HttpPort } from "./contract.ts";
import { refusalOf, type Resolve, type UrlRules } from "./egress.server.ts";
import { createHttpClient, type HttpClient } from "./http-client.server.ts";

export interface SafeFetchOptions extends UrlRules {
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
  /** Each hop is checked like the first. Default 0. */
  readonly maxRedirects?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Tests hand in a resolver; production asks the system's. */
  readonly resolve?: Resolve;
}

/** Gets a URL somebody else chose: public addresses only, few redirects, bounded size and time. */
export async function safeFetch(url: string, options: SafeFetchOptions = {}): Promise<HttpAnswer> {
  const client = guardedClient(options);
  try {
    return await follow(client.port, url, options);
  } finally {
    await client.close();
  }
}

function guardedClient({ maxBytes, resolve, ports, allowedOrigins }: SafeFetchOptions): HttpClient {
  return createHttpClient({
    connections: 1,
    maxBytes: maxBytes ?? 25 * 1024 * 1024,
    guard: {
      ...(ports ? { ports } : {}),
      ...(allowedOrigins ? { allowedOrigins } : {}),
      ...(resolve ? { resolve } : {}),
    },
  });
}

async function follow(port: HttpPort, start: string, options: SafeFetchOptions) {
  const { timeoutMs = 10_000, maxRedirects = 0 } = options;
  let url = start;
  let headers = options.headers ?? {};
  for (let hop = 0; ; hop += 1) {
    const answer = await port({ method: "GET", url, headers, timeoutMs });
    const target = redirectTarget(answer, url);
    if (target === null) return answer;
    if (hop >= maxRedirects) return refused("too many redirects");
    const reason = refusalOf(target, options);
    if (reason !== null) return refused(`redirected to ${reason}`);
    // Credentials belong to the host they were given for.
    if (new URL(target).origin !== new URL(url).origin) headers = {};
    url = target;
  }
}

function redirectTarget(answer: HttpAnswer, url: string): string | null {
  if (answer.kind !== "answer" || ![301, 302, 303, 307, 308].includes(answer.status)) return null;
  const location = answer.headers["location"];
  return location !== undefined && URL.canParse(location, url)
    ? new URL(location, url).toString()
    : null;
}

function refused(detail: string): HttpAnswer {
  return { kind: "not-sent", detail };
}
