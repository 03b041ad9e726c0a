import { readFile, statfs } from "node:fs/promises";
import path from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { clockState } from "#core/clock-skew.ts";
import { databaseHosts } from "#core/config.ts";
import { ChannelAccounts, type ChannelAccountRow } from "#models/channel-account.server.ts";
import { measureClockOffset, pingDatabase, readServerFacts } from "#models/connection.server.ts";
import { findLiveWorkers, isClockRefused } from "#models/worker.server.ts";
import { projectRoot } from "#scripts/run/environment.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { checkAccounts } from "./account.ts";
import { withJson, withRuntime, type Answer } from "./session.ts";

const DISK_LIMIT_BYTES = 1024 ** 3;

export function doctorCommand(program: Command): void {
  withJson(program.command("doctor"))
    .description(
      "what runs, versions, database, clock, channels, disk; exit code 1 when something is wrong",
    )
    .action((options: { json?: boolean }) => withRuntime(options, examine));
}

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

async function examine(rt: Runtime): Promise<Answer> {
  const findings = [
    await examineVersion(),
    await examineDatabase(rt),
    await examineClock(),
    await examineDisk(rt),
    ...(await examineWorkers(rt)),
    await examineWeb(rt),
    ...(await examineChannels(rt)),
  ];
  const isFine = findings.every((finding) => finding.ok);
  const lines = findings.map(
    ({ what, ok, detail }) => `${ok ? "ok  " : "FAIL"}  ${what}: ${detail}`,
  );
  return { data: { ok: isFine, findings }, lines, isFine };
}

async function examineVersion(): Promise<Finding> {
  const text = await readFile(path.join(projectRoot, "package.json"), "utf8");
  const { version, engines } = z
    .object({ version: z.string(), engines: z.object({ node: z.string() }) })
    .parse(JSON.parse(text));
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  const detail = `Antiphon ${version} on Node ${process.version}, ${process.platform} ${process.arch}`;
  return { what: "version", ok, detail: ok ? detail : `${detail}; it needs Node ${engines.node}` };
}

async function examineDatabase(rt: Runtime): Promise<Finding> {
  const [{ version, hasTransactions }, ms] = await Promise.all([readServerFacts(), pingDatabase()]);
  const words = hasTransactions ? "transactions" : "NO transactions (a standalone server)";
  const where = rt.config.MONGODB_URI ? databaseHosts(rt.config.MONGODB_URI) : "?";
  const detail = `MongoDB ${version} (or compatible) at ${where}, ${words}, ${ms.toFixed(1)} ms`;
  return { what: "database", ok: hasTransactions, detail };
}

async function examineClock(): Promise<Finding> {
  const offset = await measureClockOffset(Date.now);
  const state = clockState(offset);
  const side = offset < 0 ? "behind" : "ahead of";
  const detail = `the database's clock is ${Math.abs(offset)} ms ${side} this machine's`;
  if (state === "fine") return { what: "clock", ok: true, detail };
  const effect = state === "refused" ? "a worker here sends nothing; " : "";
  return { what: "clock", ok: state === "off", detail: `${detail}; ${effect}set both by NTP` };
}

async function examineDisk(rt: Runtime): Promise<Finding> {
  const { bavail, bsize } = await statfs(rt.config.ANTIPHON_DATA);
  const free = bavail * bsize;
  const detail = `${(free / 1024 ** 3).toFixed(1)} GiB free in ${rt.config.ANTIPHON_DATA}`;
  return { what: "disk", ok: free > DISK_LIMIT_BYTES, detail };
}

async function examineWorkers(rt: Runtime): Promise<Finding[]> {
  const live = await findLiveWorkers(rt.now());
  if (live.length === 0) {
    const detail = "no worker is running; `npm start` or `npm run worker` starts one";
    return [{ what: "worker", ok: false, detail }];
  }
  return live.map((worker) => ({
    what: "worker",
    ok: !isClockRefused(worker),
    detail: isClockRefused(worker)
      ? `${worker._id} on ${worker.host} sends nothing: its clock is ${worker.clockOffsetMs} ms from the database's`
      : `${worker._id}, process ${worker.pid} on ${worker.host}`,
  }));
}

async function examineWeb(rt: Runtime): Promise<Finding> {
  const { HOST, PORT } = rt.config;
  const url = `http://${HOST === "0.0.0.0" ? "127.0.0.1" : HOST}:${PORT}/readyz`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    return { what: "web", ok: response.ok, detail: `${url} answered ${response.status}` };
  } catch {
    // Refused or silent: for an operator the same.
    return { what: "web", ok: false, detail: `nothing answers at ${url}` };
  }
}

async function examineChannels(rt: Runtime): Promise<Finding[]> {
  const rows = await ChannelAccounts.find({}).lean<ChannelAccountRow[]>();
  const checked = await checkAccounts(rows, rt);
  return checked.map(({ id, name, ok, detail, remedy }) => ({
    what: `channel ${name} (${id})`,
    ok,
    detail: remedy === null ? detail : `${detail}; ${remedy}`,
  }));
}
