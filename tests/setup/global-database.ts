import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { openTestServer } from "#scripts/database/open.ts";

declare module "vitest" {
  interface ProvidedContext {
    mongoUri: string;
  }
}

/** One throw-away server for the whole run; each test file makes its own database in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["TEST_MONGODB_URI"];
  if (given) {
    project.provide("mongoUri", given);
    return async () => {};
  }
  const folder = await mkdtemp(path.join(tmpdir(), "antiphon-test-"));
  const server = await openTestServer(folder);
  project.provide("mongoUri", server.uri);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
