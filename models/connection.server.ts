import mongoose from "mongoose";

export type Database = mongoose.mongo.Db;
/** A transaction in progress, as handed to `inTransaction`. */
export type Session = mongoose.ClientSession;

export interface ConnectionOptions {
  /** Shown in the server's own list of connections. */
  readonly appName?: string;
  readonly maxPoolSize?: number;
  readonly serverSelectionTimeoutMs?: number;
  /** Lets `currentClient()` tell of every command: for tests and benchmarks. */
  readonly monitorCommands?: boolean;
}

/**
 * One mongoose connection per process. Every write waits for a majority and the journal: a send must
 * never outlive the intent that allowed it. (The embedded server does the same by its own flag.)
 */
export async function connectDatabase(uri: string, options: ConnectionOptions = {}): Promise<void> {
  mongoose.set("strictQuery", "throw");
  await mongoose.connect(uri, {
    appName: options.appName ?? "antiphon",
    maxPoolSize: options.maxPoolSize ?? 20,
    serverSelectionTimeoutMS: options.serverSelectionTimeoutMs ?? 10_000,
    monitorCommands: options.monitorCommands ?? false,
    writeConcern: { w: "majority", journal: true },
    autoIndex: false,
    autoCreate: false,
  });
}

export async function disconnectDatabase(): Promise<void> {
  await mongoose.disconnect();
}

/** The connected database, for the few that need the driver itself (agenda, better-auth). */
export function currentDatabase(): Database {
  const { db } = mongoose.connection;
  if (!db) throw new Error("The database is not connected yet.");
  return db;
}

export function currentClient(): mongoose.mongo.MongoClient {
  return mongoose.connection.getClient();
}

/** Round trip in milliseconds; throws when the server does not answer within the limit. */
export async function pingDatabase(timeoutMs = 2_000): Promise<number> {
  const startedAt = performance.now();
  const database = currentDatabase();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([database.command({ ping: 1 }), tooLate]);
  } finally {
    clearTimeout(timer);
  }
  return performance.now() - startedAt;
}

export interface ServerFacts {
  readonly version: string;
  /** A lone mongod cannot run transactions. */
  readonly hasTransactions: boolean;
  readonly localTime: Date;
}

export async function readServerFacts(): Promise<ServerFacts> {
  const admin = currentDatabase().admin();
  const [hello, build] = await Promise.all([
    admin.command({ hello: 1 }),
    admin.command({ buildInfo: 1 }),
  ]);
  return {
    version: String(build["version"] ?? "unknown"),
    hasTransactions: typeof hello["setName"] === "string" || hello["msg"] === "isdbgrid",
    localTime: hello["localTime"] instanceof Date ? hello["localTime"] : new Date(NaN),
  };
}

/**
 * The server's clock minus ours, in milliseconds, assuming the answer was written half-way through
 * the round trip. `wallMs` is this process's clock, handed in so that tests can turn it.
 */
export async function measureClockOffset(wallMs: () => number): Promise<number> {
  let best = await askServerClock(wallMs);
  // A slow answer says little about the clock: of a few, the quickest one is believed.
  for (let tries = 1; tries < 3 && best.tookMs > SLOW_ANSWER_MS; tries += 1) {
    const again = await askServerClock(wallMs);
    if (again.tookMs < best.tookMs) best = again;
  }
  return best.offsetMs;
}

const SLOW_ANSWER_MS = 500;

async function askServerClock(wallMs: () => number) {
  const before = wallMs();
  const hello = await currentDatabase().admin().command({ hello: 1 });
  const after = wallMs();
  const server = hello["localTime"];
  const tookMs = after - before;
  if (!(server instanceof Date)) return { offsetMs: 0, tookMs };
  return { offsetMs: Math.round(server.getTime() - (before + after) / 2), tookMs };
}

type SessionListener = (id: mongoose.mongo.Binary) => Promise<void>;

const sessionListeners = new Set<SessionListener>();

/** Tells of the session of every transaction before it begins; returns how to stop that. */
export function onTransactionSession(listener: SessionListener): () => void {
  sessionListeners.add(listener);
  return () => void sessionListeners.delete(listener);
}

/** Runs `work` in one transaction; the driver repeats it on transient errors, so it must be repeatable. */
export async function inTransaction<T>(
  work: (session: mongoose.ClientSession) => Promise<T>,
): Promise<T> {
  const session = await mongoose.connection.startSession();
  try {
    const { id } = session;
    if (id) await Promise.all([...sessionListeners].map((tell) => tell(id.id)));
    return await session.withTransaction(() => work(session));
  } finally {
    await session.endSession();
  }
}

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === 11_000;
}

const AWAY = new Set([
  "MongoNotConnectedError",
  "MongooseServerSelectionError",
  "MongoNetworkError",
  "MongoNetworkTimeoutError",
  "MongoServerSelectionError",
  "MongoPoolClearedError",
  "MongoPoolClosedError",
  "PoolClearedOnNetworkError",
  "MongoTopologyClosedError",
  "MongoOperationTimeoutError",
]);

/** No server, or a connection that broke: what the driver says then, and mongoose around it. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (AWAY.has(error.name)) return true;
  const { errorLabelSet } = error as { errorLabelSet?: unknown };
  const labels: ReadonlySet<unknown> = errorLabelSet instanceof Set ? errorLabelSet : new Set();
  if (labels.has("TransientTransactionError") || labels.has("RetryableWriteError")) return true;
  return isDatabaseAway(error.cause);
}
