import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/**
 * Every address somebody else chose goes through one guarded client; what that refuses is the table of
 * channels/safe-fetch.server.test.ts. Here: nobody opens a door of their own beside it.
 */

const root = path.resolve(import.meta.dirname, "../..");
const folders = [
  "core",
  "channels",
  "models",
  "services",
  "jobs",
  "templates",
  "app/http",
  "app/routes",
];

function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => path.join(folder, file));
}

function users(pattern: RegExp): string[] {
  return folders
    .flatMap(sources)
    .filter((file) => pattern.test(readFileSync(path.join(root, file), "utf8")))
    .toSorted();
}

test("only the guarded client opens connections to the web", () => {
  const client = ["channels/http-client.server.ts"];
  expect(users(/from "undici"/)).toEqual(client);
  expect(users(/(?<![\w.])fetch\(/)).toEqual([]);
  expect(users(/from "(node:)?https?"/).filter((file) => !isServer(file))).toEqual([]);
  expect(users(/from "(node:)?(net|tls|dgram)"/).filter((file) => !isServer(file))).toEqual([
    "channels/egress.server.ts",
  ]);
  expect(users(/from "(axios|got|node-fetch|request)"/)).toEqual([]);
});

/** Types of requests that come in, and the worker's health server. */
function isServer(file: string): boolean {
  return /access-log|load-context|worker-health/.test(file);
}

test("nothing trusts a certificate it could not check", () => {
  expect(users(/rejectUnauthorized:\s*false|NODE_TLS_REJECT_UNAUTHORIZED/)).toEqual([]);
});
