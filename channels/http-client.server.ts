import { Pool, type Dispatcher } from "undici";
import type { HttpAnswer, HttpPort, HttpRequest } from "./contract.ts";
import { guardedLookup, refusalOf, type Resolve, type UrlRules } from "./egress.server.ts";

const DEFAULT_TIMEOUT_MS = 30_000;
/** The largest file a provider lets through is WhatsApp's 100 MB document. */
const TARGETS_MAX = 500;
const DEFAULT_MAX_BYTES = 110 * 1024 * 1024;

export interface HttpClientOptions {
  /** Open connections per provider. */
  readonly connections?: number;
  readonly maxBytes?: number;
  /** Set: every URL and every address it resolves to must be public, but for the origins allowed here. */
  readonly guard?: UrlRules & { readonly resolve?: Resolve };
}

export interface HttpClient {
  readonly port: HttpPort;
  close(): Promise<void>;
}

/** The production port: one undici pool per origin, no redirects, nothing thrown. */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const pools = new Map<string, Pool>();
  const targets = new Map<string, Target>();
  const { guard, maxBytes = DEFAULT_MAX_BYTES } = options;

  function poolFor(origin: string): Pool {
    const known = pools.get(origin);
    if (known) return known;
    const isGuarded = guard !== undefined && !guard.allowedOrigins?.includes(origin);
    const pool = new Pool(origin, {
      connections: options.connections ?? 64,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: 10_000, ...(isGuarded ? { lookup: guardedLookup(guard.resolve) } : {}) },
    });
    pools.set(origin, pool);
    return pool;
  }

  const port: HttpPort = async (request) => {
    const target = targetOf(request.url);
    if (typeof target === "string") return { kind: "not-sent", detail: target };
    return exchange(poolFor(target.origin), target.path, request, maxBytes);
  };

  /** Where a URL leads, or why not there. A channel sends everything to a few URLs: they are read once. */
  function targetOf(url: string): Target | string {
    const known = targets.get(url);
    if (known) return known;
    const refusal = guard ? refusalOf(url, guard) : notAUrl(url);
    if (refusal !== null) return refusal;
    const { origin, pathname, search } = new URL(url);
    const target = { origin, path: pathname + search };
    if (targets.size >= TARGETS_MAX) targets.clear();
    targets.set(url, target);
    return target;
  }
  return {
    port: Object.assign(port, { tellsWire: true } as const),
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

interface Target {
  readonly origin: string;
  readonly path: string;
}

function notAUrl(url: string): string | null {
  return URL.canParse(url) ? null : "not a URL";
}

function exchange(
  pool: Pool,
  path: string,
  request: HttpRequest,
  maxBytes: number,
): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const handler = new Exchange(request, maxBytes, resolve);
    const { method, headers, body } = request;
    try {
      pool.dispatch({ path, method, headers, body: body ?? null }, handler);
    } catch (error) {
      handler.fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

/** Watches one request, and above all whether it was given to a socket: that decides what a failure means. */
class Exchange implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | null = null;
  #isSettled = false;
  #status = 0;
  #headers: Record<string, string> = {};
  #chunks: Buffer[] = [];
  #bytes = 0;
  readonly #timer: NodeJS.Timeout;
  readonly #maxBytes: number;
  readonly #onWire: () => boolean;
  readonly #settle: (answer: HttpAnswer) => void;

  constructor(
    { timeoutMs = DEFAULT_TIMEOUT_MS, onWire = () => true }: HttpRequest,
    maxBytes: number,
    settle: (answer: HttpAnswer) => void,
  ) {
    this.#maxBytes = maxBytes;
    this.#onWire = onWire;
    this.#settle = settle;
    this.#timer = setTimeout(() => this.fail(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
  }

  /** undici calls this with the socket at hand and writes the request as soon as it returns. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Timed out while it waited for a connection: the answer "not sent" must stay true.
    if (!this.#isSettled) this.#askForWire();
    if (this.#isSettled) return controller.abort(new Error("given up before it was sent"));
    this.#controller = controller;
  }

  #askForWire(): void {
    try {
      if (!this.#onWire()) this.fail(new Error("held back"));
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined)
        this.#headers[name] = Array.isArray(value) ? value.join(", ") : value;
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) {
      return this.fail(new Error(`the answer is larger than ${this.#maxBytes} bytes`));
    }
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const body = Buffer.concat(this.#chunks, this.#bytes);
    this.#finish({ kind: "answer", status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  fail(error: Error): void {
    if (this.#isSettled) return;
    const kind = this.#controller ? "ambiguous" : "not-sent";
    this.#finish({ kind, detail: describe(error) });
    this.#controller?.abort(error);
  }

  #finish(answer: HttpAnswer): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#chunks = [];
    this.#settle(answer);
  }
}

function describe(error: Error): string {
  const code = "code" in error && typeof error.code === "string" ? `${error.code}: ` : "";
  return `${code}${error.message}`.slice(0, 300);
}

/** The same port over global fetch, which msw can intercept. Tests run the same cases on both. */
export function createFetchClient(fetchImpl: typeof fetch = fetch): HttpClient {
  return {
    // Fetch does not tell when it writes: this port has no `tellsWire`.
    async port({ method, url, headers, body, timeoutMs }) {
      const isUnsent = notAUrl(url);
      if (isUnsent !== null) return { kind: "not-sent", detail: isUnsent };
      try {
        const response = await fetchImpl(url, {
          method,
          headers: { ...headers },
          redirect: "manual",
          signal: AbortSignal.timeout(timeoutMs ?? DEFAULT_TIMEOUT_MS),
          ...(body === undefined
            ? {}
            : { body: typeof body === "string" ? body : Buffer.from(body) }),
        });
        const bytes = new Uint8Array(await response.arrayBuffer());
        const names = Object.fromEntries(response.headers);
        return { kind: "answer", status: response.status, headers: names, body: bytes };
      } catch (error) {
        return fetchFailure(error);
      }
    },
    async close() {},
  };
}

const unsentCodes = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"];

function fetchFailure(error: unknown): HttpAnswer {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const shown = cause instanceof Error ? cause : new Error(String(cause));
  const code = "code" in shown && typeof shown.code === "string" ? shown.code : "";
  const isUnsent = unsentCodes.includes(code) || code.startsWith("ERR_TLS") || /CERT/.test(code);
  return { kind: isUnsent ? "not-sent" : "ambiguous", detail: describe(shown) };
}
