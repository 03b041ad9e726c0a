import { pino, type DestinationStream, type Logger } from "pino";
import type { Config } from "#core/config.ts";

/** Keys whose values never reach a log line, at the top or one and two levels down. */
const secretKeys = [
  "password",
  "token",
  "accessToken",
  "authToken",
  "appSecret",
  "botToken",
  "secret",
  "secretKey",
  "apiKey",
  "authorization",
  "cookie",
  "set-cookie",
  "sealed",
  "credentials",
  "privateKey",
  "text",
  "body",
  "email",
  "phone",
  "address",
  "name",
  "firstName",
  "lastName",
  "to",
  "from",
] as const;

const paths = secretKeys.flatMap((key) => {
  const quoted = `["${key}"]`;
  return [quoted, `*${quoted}`, `*.*${quoted}`];
});

type LogConfig = Pick<Config, "LOG_LEVEL" | "WORKER_NAME">;

/** One logger per process; children add requestId or job, then nouns. See ARCHITECTURE.md on words. */
export function createLogger(
  config: LogConfig,
  role: "web" | "worker" | "cli" | "simulator" | "test",
  stream?: DestinationStream,
): Logger {
  const name = role === "worker" ? { role, worker: config.WORKER_NAME } : { role };
  const options = {
    level: config.LOG_LEVEL,
    base: name,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths, censor: "[hidden]" },
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: serializeError },
  };
  return stream ? pino(options, stream) : pino(options);
}

/** Driver and provider errors carry whole documents and requests; a line keeps what helps. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = "code" in error ? { code: String(error.code) } : {};
  const cause = error.cause instanceof Error ? { cause: error.cause.message } : {};
  return {
    type: error.name,
    message: hideLogin(error.message),
    stack: hideLogin(error.stack ?? ""),
    ...code,
    ...cause,
  };
}

/** Addresses in messages lose their login, duplicate-key messages the value (often a person's address). */
export function hideLogin(text: string): string {
  return text
    .replace(/\/\/[^@/\s]+@/g, "//[hidden]@")
    .replace(/dup key: \{.*?\}(?=\s|$)/gs, "dup key: { [hidden] }");
}
