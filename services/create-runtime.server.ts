import { hostname } from "node:os";
import path from "node:path";
import { createHttpClient } from "#channels/http-client.server.ts";
import type { WebChatPort } from "#channels/contract.ts";
import { findChannel } from "#channels/registry.ts";
import { type Config, databaseHosts, simulatorOrigin } from "#core/config.ts";
import { createAgendaQueue } from "#jobs/agenda.server.ts";
import { allModels } from "#models/all.server.ts";
import {
  connectDatabase,
  currentDatabase,
  disconnectDatabase,
  readServerFacts,
} from "#models/connection.server.ts";
import { ensureIndexes } from "#models/ensure-indexes.server.ts";
import { startClock } from "./clock.server.ts";
import { createDiskFiles } from "./files.server.ts";
import { createLogger } from "./logger.server.ts";
import { createMediaPort } from "./media-links.server.ts";
import { createNewId } from "./new-id.server.ts";
import { registerProcess } from "./process-register.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { loadSecrets } from "./secrets.server.ts";
import { createSmtpClient } from "./smtp-port.server.ts";
import { createVault, parseVaultKeys } from "./vault.server.ts";
import { createWebChatPort } from "./web-chat.server.ts";

export type ProcessRole = "web" | "worker" | "cli";

const closers = new WeakMap<Runtime, () => Promise<void>>();

/** The composition root: the one place where clocks, chance and connections are real. */
export async function createRuntime(config: Config, role: ProcessRole): Promise<Runtime> {
  const log = createLogger(config, role);
  if (config.MONGODB_URI === undefined) {
    throw new Error("MONGODB_URI is not set. `npm start` starts a database of its own.");
  }
  const { vault } = await openVault(config);
  await reachDatabase(config.MONGODB_URI, role);
  await refuseLoneServer(config);
  const clock = await startClock(Date.now, log);
  const register = await registerProcess(clock.now, log);
  // Each process that serves: no other may have started before it on this database.
  if (role !== "cli") await ensureIndexes(allModels);
  const http = createHttpClient({ guard: egressRules(config) });
  const smtp = createSmtpClient();
  const queue = await createAgendaQueue(currentDatabase(), `${role}@${hostname()}`);
  const files = createDiskFiles(path.join(config.ANTIPHON_DATA, "files"));
  const publicUrl = publicUrlOf(config);
  const runtime: Runtime = {
    config,
    log,
    now: clock.now,
    clockOffsetMs: clock.offsetMs,
    newId: createNewId(clock.now),
    roll: Math.random,
    queue,
    http: http.port,
    smtp: smtp.port,
    webChat: (...args) => webChat(...args),
    media: createMediaPort({ publicUrl, vault, files, now: clock.now }),
    files,
    vault,
    publicUrl,
    findChannel,
  };
  // Its writer needs the runtime it is part of.
  const webChat: WebChatPort = createWebChatPort(runtime);
  closers.set(runtime, async () => {
    clock.stop();
    smtp.close();
    await queue.close();
    await http.close();
    await register.close();
    await disconnectDatabase();
  });
  return runtime;
}

export async function closeRuntime(rt: Runtime): Promise<void> {
  await closers.get(rt)?.();
}

async function openVault(config: Config) {
  const secrets = await loadSecrets(config);
  return { vault: createVault(parseVaultKeys(secrets.encryptionKeys), secrets.secretKey) };
}

/** No trailing slash; behind a proxy PUBLIC_URL says what people type. */
export function publicUrlOf(config: Pick<Config, "PUBLIC_URL" | "HOST" | "PORT">): string {
  const host = config.HOST === "0.0.0.0" || config.HOST === "::" ? "localhost" : config.HOST;
  return (config.PUBLIC_URL ?? `http://${host}:${config.PORT}`).replace(/\/+$/, "");
}

/** Providers live on the public internet; only the simulator and what the operator names may not. */
function egressRules(config: Config) {
  const simulator = simulatorOrigin(config);
  const named = config.EGRESS_ALLOWLIST;
  return { allowedOrigins: simulator === null ? named : [simulator, ...named] };
}

/** The driver's own words name a topology; ours the address, without its password. */
async function reachDatabase(uri: string, role: ProcessRole): Promise<void> {
  try {
    await connectDatabase(uri, { appName: `antiphon-${role}` });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The database at ${databaseHosts(uri)} cannot be used: ${reason}. ` +
        "Start it, or put the address and password right in MONGODB_URI.",
      { cause: error },
    );
  }
}

/** A lone mongod has no transactions, and half-applied windows are what they prevent. */
async function refuseLoneServer(config: Config): Promise<void> {
  if (config.ALLOW_STANDALONE) return;
  const facts = await readServerFacts();
  if (facts.hasTransactions) return;
  await disconnectDatabase();
  throw new Error(
    "MONGODB_URI leads to a standalone server. Antiphon needs a replica set (one member will do).",
  );
}
