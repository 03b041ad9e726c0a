import { Writable } from "node:stream";
import { afterEach } from "vitest";
import type {
  HttpAnswer,
  HttpPort,
  HttpRequest,
  SmtpAnswer,
  SmtpMail,
  SmtpPort,
  WebChatPort,
} from "#channels/contract.ts";
import { findChannel } from "#channels/registry.ts";
import { parseConfig, type ConfigSource } from "#core/config.ts";
import { idPrefixes } from "#core/id.ts";
import type { JobDefinition } from "#jobs/define-job.ts";
import type { EnqueueOptions, JobQueue } from "#jobs/queue.server.ts";
import { createLogger } from "#services/logger.server.ts";
import type { FileStore, Runtime } from "#services/runtime.server.ts";
import { createVault } from "#services/vault.server.ts";

export interface Enqueued {
  readonly name: string;
  readonly payload: unknown;
  readonly at: Date | null;
  readonly unique: string | null;
}

export interface TestOptions extends Partial<Omit<Runtime, "now" | "roll" | "http" | "config">> {
  /** Where the clock stands; it moves only by `clock.advance`. */
  readonly now?: string;
  /** Handed out in turn, the last one for ever. Default 0.5. */
  readonly rolls?: readonly number[];
  /** Answers in turn, or a function of the request. None left is a failed test. */
  readonly http?: readonly HttpAnswer[] | HttpPort;
  readonly env?: ConfigSource;
}

export interface TestRuntime extends Runtime {
  readonly clock: { advance(ms: number): void; set(iso: string): void };
  /** What was asked of the queue, oldest first. */
  readonly enqueued: Enqueued[];
  /** What went out over `http`, oldest first. */
  readonly requests: HttpRequest[];
  /** What went out over `smtp`, oldest first. */
  readonly mails: SmtpMail[];
  /** Log lines at error level; a test that expects some calls `expectErrors()` first. */
  readonly logged: LogLine[];
  expectErrors(): void;
}

export interface LogLine extends Record<string, unknown> {
  readonly level: string;
  readonly msg?: string;
}

const unexpected: LogLine[] = [];

// An error line nobody asked for is a failure, wherever it came from.
afterEach(() => {
  const lines = unexpected.splice(0);
  if (lines.length > 0) throw new Error(`Unexpected error logged: ${JSON.stringify(lines)}`);
});

let lastId = 0;

/** A runtime with every effect in the test's hands; the database is the real one. */
export function testRuntime(options: TestOptions = {}): TestRuntime {
  const { now, rolls = [0.5], http, env, ...over } = options;
  let instant = new Date(now ?? "2026-03-02T09:00:00Z").getTime();
  const left = [...rolls];
  const config = parseConfig({ NODE_ENV: "test", LOG_LEVEL: "debug", ...env });
  const log = recordingLog();
  const outgoing = scriptedHttp(http ?? []);
  const mails: SmtpMail[] = [];
  const enqueued: Enqueued[] = [];
  return {
    config,
    now: () => new Date(instant),
    clockOffsetMs: () => 0,
    // Counted through the whole file: two runtimes in one test file never make the same id.
    newId: (kind) => `${idPrefixes[kind]}_${String((lastId += 1)).padStart(26, "0")}`,
    roll: () => (left.length > 1 ? left.shift() : left[0]) ?? 0.5,
    log: log.logger,
    queue: recordingQueue(enqueued),
    http: outgoing.port,
    smtp: acceptingSmtp(mails),
    webChat: acceptingWebChat(),
    media: { url: (media) => `https://antiphon.test/media/${media.mediaId}`, bytes: noBytes },
    files: memoryFiles(),
    vault: createVault(
      [{ id: "test", key: Buffer.alloc(32, 7) }],
      "test-secret-key-of-32-characters!",
    ),
    publicUrl: "https://antiphon.test",
    findChannel,
    clock: {
      advance: (ms) => void (instant += ms),
      set: (iso) => void (instant = new Date(iso).getTime()),
    },
    enqueued,
    requests: outgoing.requests,
    mails,
    logged: log.lines,
    expectErrors: log.expectErrors,
    ...over,
  };
}

function recordingLog() {
  const lines: LogLine[] = [];
  let isExpecting = false;
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const line = JSON.parse(chunk.toString()) as LogLine;
      if (line.level === "error" || line.level === "fatal") {
        lines.push(line);
        if (!isExpecting) unexpected.push(line);
      }
      done();
    },
  });
  const logger = createLogger({ LOG_LEVEL: "debug", WORKER_NAME: "test" }, "test", stream);
  return { logger, lines, expectErrors: () => void (isExpecting = true) };
}

/** Answers in turn; the requests stand in `requests`. */
export function scriptedHttp(script: readonly HttpAnswer[] | HttpPort) {
  const requests: HttpRequest[] = [];
  const left = typeof script === "function" ? [] : [...script];
  const port: HttpPort = async (request) => {
    requests.push(request);
    if (typeof script === "function") return script(request);
    const answer = left.shift();
    if (!answer) throw new Error(`No answer scripted for ${request.method} ${request.url}`);
    return answer;
  };
  return { port, requests };
}

/** An answer with a JSON body, for scripts. */
export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): HttpAnswer {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return {
    kind: "answer",
    status,
    headers: { "content-type": "application/json", ...headers },
    body: bytes,
  };
}

function recordingQueue(enqueued: Enqueued[]): JobQueue {
  return {
    async enqueue<P>(definition: JobDefinition<P>, payload: P, options: EnqueueOptions = {}) {
      const parsed = definition.payload.parse(payload);
      const { at = null, unique = null } = options;
      enqueued.push({ name: definition.name, payload: parsed, at, unique });
    },
  };
}

function acceptingSmtp(mails: SmtpMail[]): SmtpPort {
  return async (_server, mail): Promise<SmtpAnswer> => {
    mails.push(mail);
    return { kind: "accepted", messageId: mail.messageId, response: "250 2.0.0 Ok" };
  };
}

function acceptingWebChat(): WebChatPort {
  return async (accountId, visitorId, sendKey) => ({
    externalId: `${accountId}:${visitorId}:${sendKey}`,
  });
}

async function noBytes(): Promise<Uint8Array> {
  return new Uint8Array();
}

function memoryFiles(): FileStore {
  const files = new Map<string, Uint8Array>();
  return {
    async put(key, bytes) {
      files.set(key, bytes);
    },
    async get(key) {
      return files.get(key) ?? null;
    },
    async remove(key) {
      files.delete(key);
    },
  };
}
