import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, inject } from "vitest";
import { allModels } from "#models/all.server.ts";
import { connectDatabase, currentDatabase, disconnectDatabase } from "#models/connection.server.ts";
import { ensureIndexes } from "#models/ensure-indexes.server.ts";

/** A database of this file's own on the run's server, with every index, dropped at the end. */
export function useTestDatabase(): { uri(): string } {
  const uri = testDatabaseUri();
  beforeAll(async () => {
    await connectDatabase(uri, { appName: "antiphon-test", maxPoolSize: 10 });
    await ensureIndexes(allModels);
  });
  afterAll(async () => {
    await currentDatabase().dropDatabase();
    await disconnectDatabase();
  });
  return { uri: () => uri };
}

/** For tests that start other processes: the address of a database nobody else uses. */
export function testDatabaseUri(): string {
  const uri = new URL(inject("mongoUri"));
  uri.pathname = `/t_${process.env["VITEST_POOL_ID"] ?? "0"}_${randomBytes(6).toString("hex")}`;
  return uri.toString();
}
