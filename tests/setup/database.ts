import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, inject } from "vitest";
import { allModels } from "#models/all.server.ts";
import { connectDatabase, currentDatabase, disconnectDatabase } from "#models/connection.server.ts";
import { ensureIndexes } from "#models/ensure-indexes.server.ts";
import { guardQueries, type QueryGuard } from "./query-guard.ts";

/** A database of this file's own on the run's server, with every index, dropped at the end; fails on uncovered queries. */
export function useTestDatabase(): { uri(): string } {
  const uri = testDatabaseUri();
  let guard: QueryGuard | null = null;
  beforeAll(async () => {
    await connectDatabase(uri, {
      appName: "antiphon-test",
      maxPoolSize: 10,
      monitorCommands: true,
    });
    await ensureIndexes(allModels);
    guard = guardQueries();
  });
  afterAll(async () => {
    // Closed first: the embedded server waits for ever for a transaction that some work left behind.
    await disconnectDatabase();
    await connectDatabase(uri);
    await currentDatabase().dropDatabase();
    await disconnectDatabase();
    const violations = guard?.violations() ?? [];
    if (violations.length > 0) {
      throw new Error(`No index covers these queries:\n${violations.join("\n")}`);
    }
  });
  return { uri: () => uri };
}

/** For tests that start other processes: the address of a database nobody else uses. */
export function testDatabaseUri(): string {
  const uri = new URL(inject("mongoUri"));
  uri.pathname = `/t_${process.env["VITEST_POOL_ID"] ?? "0"}_${randomBytes(6).toString("hex")}`;
  return uri.toString();
}
