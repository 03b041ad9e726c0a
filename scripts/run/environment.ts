import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseConfig, type Config } from "#core/config.ts";
import { Failure } from "./failure.ts";

/** Bundled into build/ or run from scripts/run/: either way the folder that holds package.json. */
export const projectRoot = findRoot(path.dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  if (existsSync(path.join(folder, "package.json"))) return folder;
  return findRoot(path.dirname(folder));
}

/** A production the operator names as such gets no simulator (and no demo) unless asked for. */
function simulatorOf(source: Readonly<Record<string, string | undefined>>): string {
  return source["SIMULATOR"] || String(process.env["NODE_ENV"] !== "production");
}

/** `.env` fills what the environment leaves open; the data folder becomes absolute. */
export function readEnvironment(over: Readonly<Record<string, string | undefined>> = {}): Config {
  const file = path.join(projectRoot, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
  const source = { ...process.env, ...over };
  const data = path.resolve(projectRoot, source["ANTIPHON_DATA"] || ".antiphon");
  try {
    return parseConfig({ ...source, ANTIPHON_DATA: data, SIMULATOR: simulatorOf(source) });
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
}
