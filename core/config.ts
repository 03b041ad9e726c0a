import { z } from "zod";

const flag = z
  .enum(["true", "false", "1", "0"])
  .transform((value) => value === "true" || value === "1");

const webUrl = z.url({
  protocol: /^https?$/,
  error: "must be an address like https://talk.example.org",
});

const encryptionKeys = /^[\w-]+:[A-Za-z0-9+/]{43}=(,\s*[\w-]+:[A-Za-z0-9+/]{43}=)*$/;

function listOf(text: string): string[] {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

/** Every setting Antiphon reads from the environment. `.env.example` explains each for operators. */
const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  PUBLIC_URL: webUrl.optional(),
  ANTIPHON_DATA: z.string().min(1).default(".antiphon"),
  MONGODB_URI: z
    .string()
    .regex(
      /^mongodb(\+srv)?:\/\/./,
      "must be an address like mongodb://host/antiphon?replicaSet=rs0",
    )
    .optional(),
  ANTIPHON_MONGOD: z.string().optional(),
  ANTIPHON_CACHE: z.string().optional(),
  SECRET_KEY: z
    .string()
    .min(32)
    .refine((value) => !value.includes("change-me"), "the sample of .env.example is no secret")
    .optional(),
  ENCRYPTION_KEYS: z
    .string()
    .regex(encryptionKeys, "must be one or more <id>:<32 bytes in base64>, separated by commas")
    .optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  WORKER_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  WORKER_NAME: z.string().default("worker-1"),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
  WINDOW_SIZE: z.coerce.number().int().min(1).max(64).default(64),
  BATCH_SIZE: z.coerce.number().int().min(1).max(500).default(500),
  LEASE_MS: z.coerce.number().int().min(1_000).max(600_000).default(60_000),
  PUMP_POLL_MS: z.coerce.number().int().min(10).max(60_000).default(200),
  SSE_POLL_MS: z.coerce.number().int().min(50).max(10_000).default(300),
  SEND_UNDO_MS: z.coerce.number().int().min(0).max(60_000).default(10_000),
  /** A session nobody uses this long is over; one in use is over after SESSION_DAYS. */
  SESSION_IDLE_HOURS: z.coerce.number().min(0.01).max(720).default(12),
  SESSION_DAYS: z.coerce.number().min(0.01).max(365).default(30),
  SMTP_IN_PORT: z.coerce.number().int().min(0).max(65_535).default(2525),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/./, "must be an address like smtp://user:password@mail.example.org:587")
    .optional(),
  SIMULATOR: flag.optional(),
  SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(3001),
  SIMULATOR_URL: webUrl.optional(),
  ALLOW_STANDALONE: flag.default(false),
  RESTORED: flag.default(false),
  /** Private origins channel adapters may call, e.g. a mail gateway: "https://10.0.0.5:8443". */
  EGRESS_ALLOWLIST: z.string().default("").transform(listOf).pipe(z.array(webUrl)),
});

/** Names of all settings, for the test that holds `.env.example` to them. */
export const configNames: readonly string[] = Object.keys(schema.shape);

export type Config = Readonly<z.infer<typeof schema>>;
export type ConfigSource = Readonly<Record<string, string | undefined>>;

/** Throws one error naming every bad variable, so a start fails once and not once for each of them. */
export function parseConfig(source: ConfigSource): Config {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new Error(`Bad configuration:\n${z.prettifyError(parsed.error)}`);
  return Object.freeze(parsed.data);
}

/** Where the provider simulator is; null when this installation has none. */
export function simulatorOrigin(config: Config): string | null {
  const isOn = config.SIMULATOR ?? config.NODE_ENV !== "production";
  if (!isOn) return null;
  return new URL(config.SIMULATOR_URL ?? `http://127.0.0.1:${config.SIMULATOR_PORT}`).origin;
}

/** What may be said of a MONGODB_URI: its hosts, never its user and password. */
export function databaseHosts(uri: string): string {
  return uri.replace(/^[^/]+\/\/(?:[^/]*@)?/, "").replace(/[/?].*$/, "");
}
