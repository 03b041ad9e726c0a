import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { bundleProcesses } from "#scripts/kills/processes.ts";
import { keepDatabase } from "#scripts/run/database.ts";
import { claimFolder } from "#scripts/run/instance.ts";

/** The command line as processes of their own, on a data folder with its own database. */

let built: string;
let data: string;

beforeAll(async () => {
  built = await bundleProcesses({ cli: "scripts/cli.ts" }, "walk-cli");
  data = await mkdtemp(path.join(tmpdir(), "antiphon-walk-cli-"));
});

afterAll(async () => {
  await rm(built, { recursive: true, force: true });
  await rm(data, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function cli(...args: string[]): Promise<Ended> {
  const own = { NODE_ENV: "production", MONGODB_URI: "", ANTIPHON_DATA: data } as const;
  const env = { ...process.env, ...own };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(built, "cli.js"), ...args],
      { env },
      (error, out, err) => {
        const code = typeof error?.code === "number" ? error.code : 0;
        resolve({ code, stdout: out, stderr: err });
      },
    );
  });
}

const note = () => path.join(data, "database", "running.json");

test(
  "alone, a command brings the database up and leaves none behind",
  { timeout: 60_000 },
  async () => {
    const listed = await cli("account", "list", "--json");
    expect(listed).toMatchObject({ code: 0, stdout: "[]\n" });
    expect(existsSync(note())).toBe(false);
  },
);

test(
  "beside a running Antiphon it uses that one's database; what needs it stopped says so",
  { timeout: 60_000 },
  async () => {
    const instance = await claimFolder(data);
    const database = await keepDatabase(
      data,
      process.env,
      () => {},
      () => {},
    );
    onTestFinished(async () => {
      await database.stop();
      await instance.release();
    });
    const [verified, rotated, help] = await Promise.all([
      cli("consent", "verify", "--json"),
      cli("keys", "rotate", "--json"),
      cli("--help"),
    ]);
    expect(verified).toMatchObject({ code: 0, stdout: "[]\n" });
    const sentence = new RegExp(`process ${process.pid} uses .*needs it stopped`);
    expect(rotated).toMatchObject({ code: 1, stderr: expect.stringMatching(sentence) });
    expect(JSON.parse(rotated.stdout)).toEqual({ error: expect.stringMatching(sentence) });
    for (const name of [
      "import",
      "account",
      "consent",
      "keys",
      "db",
      "demo",
      "journal",
      "doctor",
    ]) {
      expect(help.stdout).toMatch(new RegExp(`^ {2}${name}\\b`, "m"));
    }
  },
);
