import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ChildProcess } from "node:child_process";
import { telegram } from "#channels/telegram/index.ts";
import { whatsapp } from "#channels/whatsapp/index.ts";
import { parseConfig } from "#core/config.ts";
import { allModels } from "#models/all.server.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";
import { ensureIndexes } from "#models/ensure-indexes.server.ts";
import { buildAll, isBuildFresh } from "#scripts/build.ts";
import { cacheFolder, installSecantus } from "#scripts/database/install.ts";
import { startSecantus } from "#scripts/database/secantus.ts";
import type { DatabaseServer } from "#scripts/database/server-process.ts";
import { linkAccount } from "#scripts/run/link-simulator.ts";
import { closeRuntime, createRuntime } from "#services/create-runtime.server.ts";
import { readProgress, reconcile, startRun, type RunProgress } from "#services/runs.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { sweepDoubts } from "#services/status-sweeps.server.ts";
import { seedCampaign } from "#tests/factories/run.ts";
import { compareLedgers } from "./compare.ts";
import { dice, readOptions } from "./options.ts";
import {
  bundleProcesses,
  freePort,
  killHard,
  startProcess,
  webProcess,
  type Started,
} from "./processes.ts";

/**
 * `npm run test:kills`: a campaign over two workers, half on a channel whose receipts carry our id and
 * half on a blind one, while processes are killed and frozen. Ends with one JSON line.
 */
const options = readOptions();
const roll = dice(options.seed);
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const startedAt = performance.now();
const seconds = (): number => (performance.now() - startedAt) / 1_000;

const folder = await mkdtemp(path.join(tmpdir(), "antiphon-kills-"));
const ledgerFile = path.join(folder, "provider-ledger.jsonl");
const bundles = await bundleProcesses(
  { worker: "jobs/worker.ts", simulator: "scripts/simulator/main.ts" },
  "kills",
);
const isBuilt = options.isAsBuilt ? existsSync(webProcess) : await isBuildFresh();
if (!isBuilt) await buildAll({ output: "hidden" });
const binary = await installSecantus(cacheFolder(process.env), say);
const databasePort = await freePort();
const webPort = await freePort();
const children = new Set<ChildProcess>();
let database: DatabaseServer = await openServer();

function openServer(): Promise<DatabaseServer> {
  return startSecantus({
    binary,
    folder: path.join(folder, "database"),
    port: databasePort,
    syncOnCommit: true,
    auth: false,
  });
}

say(`seed ${options.seed}`);
const simulator = start(path.join(bundles, "simulator.js"), [
  ...["--port", "0", "--memory", "--ledger", ledgerFile],
  ...["--receipt-delay", "200", "--read-share", "0.5", "--seed", String(options.seed)],
]);
const simulatorUrl = String((await simulator.ready)["url"]);

const environment = {
  NODE_ENV: "production",
  LOG_LEVEL: process.env["KILLS_LOG"] ?? "silent",
  MONGODB_URI: database.uri,
  ANTIPHON_DATA: folder,
  PORT: String(webPort),
  PUBLIC_URL: `http://127.0.0.1:${webPort}`,
  SIMULATOR: "true",
  SIMULATOR_URL: simulatorUrl,
  LEASE_MS: String(options.leaseMs),
  PUMP_POLL_MS: "100",
};
const rt: Runtime = await createRuntime(parseConfig(environment), "cli");
await ensureIndexes(allModels);
const runId = await seed();
// Receipts come in through the real web process.
const web = start(webProcess, [], environment);
await web.ready;
const workers: Started[] = [startWorker(0), startWorker(1)];
await Promise.all(workers.map((worker) => worker.ready));
say(`ready after ${seconds().toFixed(0)} s`);

function start(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Started {
  const started = startProcess(file, args, env);
  children.add(started.child);
  started.child.once("exit", () => children.delete(started.child));
  return started;
}

function startWorker(index: number): Started {
  return start(path.join(bundles, "worker.js"), [], {
    ...environment,
    WORKER_NAME: `worker-${index + 1}`,
  });
}

async function seed(): Promise<string> {
  const half = options.recipients / 2;
  const { ratePerSecond } = options;
  const graph = { accessToken: "token", appSecret: "app-secret", verifyToken: "verify" };
  const seeded = await seedCampaign(
    {
      people: options.recipients,
      accounts: [
        {
          adapter: whatsapp,
          accountKey: "1001",
          values: { ...graph, phoneNumberId: "1001" },
          ratePerSecond,
          serves: (index) => index < half,
        },
        {
          adapter: telegram,
          values: { botToken: "123456:kill-test-token", webhookSecret: "kill-test-secret" },
          ratePerSecond,
          serves: (index) => index >= half,
        },
      ],
      // Both channels at once: the order of people is the order of the plan.
      person: (row, index) => ({
        ...row,
        ordinal: (index % half) * 2 + Math.floor(index / half) + 1,
      }),
    },
    rt,
  );
  for (const accountId of seeded.accountIds) {
    const row = await ChannelAccounts.findOne({ _id: accountId }).lean();
    if (row) await linkAccount(row, simulatorUrl, rt);
  }
  const started = await startRun(seeded.campaignId, rt);
  if (!started.ok) throw new Error(started.error);
  return started.value.runId;
}

/** What happens at which share of the run, in order. */
type Event = { readonly at: number; readonly kind: "kill" | "database" | "freeze" };
const shares = (count: number, kind: Event["kind"]): Event[] =>
  Array.from({ length: count }, () => ({ at: 0.03 + roll() * 0.87, kind }));
const events = [
  ...shares(options.workerKills, "kill"),
  ...shares(options.databaseKills, "database"),
  ...shares(1, "freeze"),
].sort((a, b) => a.at - b.at);

const done = { kill: 0, database: 0, freeze: 0 };
const frozen = new Set<number>();

async function happen(event: Event): Promise<void> {
  const index = roll() < 0.5 ? 0 : 1;
  done[event.kind] += 1;
  say(`${seconds().toFixed(1)} s: ${event.kind} at ${(event.at * 100).toFixed(0)} %`);
  if (event.kind === "database") return killDatabase();
  if (event.kind === "freeze") return freeze(index);
  const victim = workers[index];
  if (!victim) return;
  await killHard(victim.child);
  workers[index] = startWorker(index);
  // The next kill should meet a worker that works, not one that starts.
  await workers[index]?.ready;
}

async function killDatabase(): Promise<void> {
  await killHard(database.child);
  database = await openServer();
}

function freeze(index: number): void {
  const child = workers[index]?.child;
  if (!child?.pid || frozen.has(index)) return;
  child.kill("SIGSTOP");
  setTimeout(() => child.kill("SIGCONT"), options.freezeMs);
}

async function progress(): Promise<RunProgress | null> {
  try {
    return await readProgress(runId, rt);
  } catch {
    // The database was just killed.
    return null;
  }
}

async function untilDone(): Promise<boolean> {
  while (seconds() * 1_000 < options.deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const now = await progress();
    if (!now) continue;
    const next = events[0];
    const share = (now.planned - now.pending) / options.recipients;
    if (next && now.isPlanned && share >= next.at) {
      events.shift();
      await happen(next);
      continue;
    }
    if (now.isPlanned && now.pending === 0 && events.length === 0) return true;
  }
  return false;
}

const RECEIPTS_MS = 90_000;

/** Calls the simulator could not hand over yet: the web process refuses them while the database is away. */
async function waitingCalls(): Promise<number> {
  const answer = await fetch(`${simulatorUrl}/sim/api/callbacks`);
  return ((await answer.json()) as { waiting: number }).waiting;
}

/** Receipts of the last messages are on their way, or parked until the row they speak of is there. */
async function untilReceipts(): Promise<void> {
  const until = performance.now() + RECEIPTS_MS;
  for (let idleFor = 0; idleFor < 8 && performance.now() < until;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    idleFor = (await waitingCalls()) === 0 ? idleFor + 1 : 0;
  }
  while (performance.now() < until) {
    const { channels } = await compareLedgers(runId, ledgerFile);
    if ((channels["whatsapp"]?.uncertain ?? 0) === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** The quarter of an hour in which evidence may still come, not waited for. */
async function endDoubts(): Promise<void> {
  const later = new Date(rt.now().getTime() + 60 * 60_000);
  await sweepDoubts({ ...rt, now: () => later });
}

const isDone = await untilDone();
await untilReceipts();
const before = await compareLedgers(runId, ledgerFile);
say(`after receipts: ${JSON.stringify(before.channels)}`);
await endDoubts();
const verdict = await compareLedgers(runId, ledgerFile);
const counted = await reconcile(runId);
const sum = (of: "accepted" | "lost" | "duplicated" | "uncertain" | "unknown"): number =>
  Object.values(verdict.channels).reduce((total, channel) => total + channel[of], 0);
const doubts = (channel: string): number =>
  (verdict.channels[channel]?.uncertain ?? 0) + (verdict.channels[channel]?.unknown ?? 0);
const config = rt.config;
const deaths = done.kill + done.freeze + done.database * 2;
const bound = deaths * config.WORKER_CONCURRENCY * config.WINDOW_SIZE;
const failures = [
  ...(isDone ? [] : ["not finished in time"]),
  ...(verdict.missingRows === 0 ? [] : [`${verdict.missingRows} recipients have no row`]),
  ...(sum("lost") === 0 ? [] : ["lost"]),
  ...(sum("duplicated") === 0 ? [] : ["duplicated"]),
  ...(doubts("whatsapp") === 0 ? [] : ["doubts left on the channel with receipts"]),
  ...(doubts("telegram") <= bound ? [] : ["more doubts than windows in flight"]),
  ...(counted?.difference === 0 ? [] : ["planned is not the sum of the states"]),
  ...Object.values(verdict.channels).flatMap((channel) => channel.violations),
];
for (const failure of failures) say(`FAILED: ${failure}`);
say(`after the waiting time: ${JSON.stringify(verdict.channels)}`);
say(`${JSON.stringify({ ...done, doubtBound: bound, reconcile: counted })}`);
console.log(
  JSON.stringify({
    planned: verdict.planned,
    accepted: sum("accepted"),
    lost: sum("lost") + verdict.missingRows,
    duplicated: sum("duplicated"),
    uncertain: sum("uncertain"),
    unknown: sum("unknown"),
    kills: done.kill + done.database,
    seed: options.seed,
    seconds: Number(seconds().toFixed(1)),
  }),
);

await closeRuntime(rt);
for (const child of children) await killHard(child);
await database.stop();
await rm(folder, { recursive: true, force: true });
process.exit(failures.length === 0 ? 0 : 1);
