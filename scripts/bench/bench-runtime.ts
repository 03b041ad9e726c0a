import { hostname } from "node:os";
import { pino } from "pino";
import { createHttpClient } from "#channels/http-client.server.ts";
import { findChannel } from "#channels/registry.ts";
import { parseConfig, type ConfigSource } from "#core/config.ts";
import { allModels } from "#models/all.server.ts";
import { connectDatabase, disconnectDatabase } from "#models/connection.server.ts";
import { ensureIndexes } from "#models/ensure-indexes.server.ts";
import { createNewId } from "#services/new-id.server.ts";
import { startPump, type Pump } from "#services/pump.server.ts";
import { closeRenderPool } from "#services/rendering.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { createVault } from "#services/vault.server.ts";

/** Production parts where they are measured, nothing where they are not used. */
export async function openBenchRuntime(uri: string, env: ConfigSource = {}) {
  await connectDatabase(uri, { appName: "antiphon-bench" });
  await ensureIndexes(allModels);
  const http = createHttpClient();
  const unused = (): never => {
    throw new Error("not part of this benchmark");
  };
  const rt: Runtime = {
    config: parseConfig({ NODE_ENV: "production", LOG_LEVEL: "warn", ...env }),
    log: pino({ level: "warn" }, pino.destination(2)),
    now: () => new Date(),
    clockOffsetMs: () => 0,
    newId: createNewId(() => new Date()),
    roll: Math.random,
    queue: { enqueue: async () => {} },
    http: http.port,
    smtp: unused,
    webChat: unused,
    media: { url: unused, bytes: unused },
    files: { put: unused, get: unused, remove: unused },
    vault: createVault(
      [{ id: "bench", key: Buffer.alloc(32, 7) }],
      "bench-secret-of-32-characters-!!",
    ),
    publicUrl: "http://127.0.0.1",
    findChannel,
  };
  return {
    rt,
    async close(): Promise<void> {
      await closeRenderPool();
      await http.close();
      await disconnectDatabase();
    },
  };
}

export function startBenchPump(rt: Runtime): Promise<Pump> {
  return startPump(rt, { host: hostname(), pid: process.pid, isProcessAlive: () => false });
}

export function whatsappValues(url: string) {
  return {
    accessToken: "token",
    appSecret: "app-secret",
    verifyToken: "verify",
    graphUrl: url,
    version: "v25.0",
    phoneNumberId: "1001",
    wabaId: "",
    displayNumber: "",
  };
}
