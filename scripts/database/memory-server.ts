import { mkdir } from "node:fs/promises";
import path from "node:path";
import { startMongod } from "./mongod.ts";
import type { DatabaseServer } from "./server-process.ts";

/** Where there is no pip but there is internet: the official mongod, fetched into the cache. */
export async function startFetchedMongod(
  cache: string,
  folder: string,
  port?: number,
): Promise<DatabaseServer> {
  const { MongoBinary } = await import("mongodb-memory-server-core");
  const downloadDir = path.join(cache, "mongod");
  await mkdir(downloadDir, { recursive: true });
  const binary = await MongoBinary.getPath({ downloadDir });
  const server = await startMongod(binary, folder, port);
  return { ...server, name: "mongod (fetched)" };
}
