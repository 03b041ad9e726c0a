import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { whatsapp } from "#channels/whatsapp/index.ts";
import { parseConfig } from "#core/config.ts";
import { allModels } from "#models/all.server.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";
import { currentDatabase } from "#models/connection.server.ts";
import { findDeliverySpan } from "#models/delivery.server.ts";
import { ensureIndexes } from "#models/ensure-indexes.server.ts";
import { endSessions, listProcesses } from "#models/process.server.ts";
import { readCounts } from "#models/run-counter.server.ts";
import {
  bundleProcesses,
  freePort,
  killHard,
  startProcess,
  webProcess,
  type Started,
} from "#scripts/kills/processes.ts";
import { linkAccount } from "#scripts/run/link-simulator.ts";
import type { LedgerEntry } from "#scripts/simulator/ledger.ts";
import { startSimulator, type Simulator } from "#scripts/simulator/start.ts";
import { closeRuntime, createRuntime } from "#services/create-runtime.server.ts";
import { readProgress, reconcile, startRun } from "#services/runs.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { seedCampaign } from "#tests/factories/run.ts";
import { testDatabaseUri } from "#tests/setup/database.ts";

const PEOPLE = 2_000;
const started: Started[] = [];
let folder: string;
let simulator: Simulator;
let rt: Runtime;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "antiphon-two-"));
  simulator = await startSimulator({
    ledgerFile: path.join(folder, "ledger.jsonl"),
    receiptDelayMs: 50,
    readShare: 0,
  });
  environment = {
    NODE_ENV: "production",
    LOG_LEVEL: "error",
    MONGODB_URI: testDatabaseUri(),
    ANTIPHON_DATA: folder,
    SIMULATOR: "true",
    SIMULATOR_URL: simulator.url,
    SMTP_IN_PORT: "0",
    BATCH_SIZE: "50",
    PUMP_POLL_MS: "50",
  };
  rt = await createRuntime(parseConfig(environment), "cli");
  await ensureIndexes(allModels);
});

afterAll(async () => {
  await Promise.all(started.map(({ child }) => killHard(child)));
  await simulator.stop();
  // Whom we killed may have left a transaction open, and a drop waits for it.
  for (const { sessions } of await listProcesses()) await endSessions(sessions);
  await currentDatabase().dropDatabase();
  await closeRuntime(rt);
  await rm(folder, { recursive: true, force: true });
});

function start(file: string, own: Record<string, string>): Started {
  const one = startProcess(file, [], { ...environment, ...own });
  started.push(one);
  return one;
}

/** Where a process answers: a web on its own port, a worker (and the door) where it says. */
async function startWeb(file: string) {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const said = (await start(file, { PORT: port, PUBLIC_URL: url }).ready)["url"];
  return { url, healthUrl: typeof said === "string" ? said : url };
}

async function startWorker(file: string, name: string): Promise<string> {
  return String((await start(file, { WORKER_NAME: name }).ready)["url"]);
}

/** The balancer in front of both webs: one call to each in turn. `taken` counts what each said 200 to. */
async function balance(urls: readonly string[]) {
  const taken = urls.map(() => 0);
  let calls = 0;
  const server = createServer((request, response) => {
    const index = (calls += 1) % urls.length;
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { "content-type": type = "", "x-hub-signature-256": signature } = request.headers;
      const headers = { "content-type": type, "x-hub-signature-256": String(signature) };
      const body = Buffer.concat(chunks);
      const method = request.method ?? "POST";
      fetch(`${urls[index]}${request.url}`, { method, headers, body }).then(
        ({ status }) => {
          if (status === 200) taken[index] = (taken[index] ?? 0) + 1;
          response.writeHead(status).end();
        },
        () => response.writeHead(502).end(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { publicUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken };
}

async function seed(publicUrl: string): Promise<string> {
  const values = { accessToken: "token", appSecret: "app-secret", verifyToken: "verify" };
  const account = {
    adapter: whatsapp,
    accountKey: "1001",
    values: { ...values, phoneNumberId: "1001" },
    ratePerSecond: 400,
  };
  const seeded = await seedCampaign({ people: PEOPLE, accounts: [account] }, rt);
  const row = await ChannelAccounts.findOne({ _id: seeded.accountIds[0] ?? "" }).lean();
  if (row) await linkAccount(row, simulator.url, { ...rt, publicUrl });
  return seeded.campaignId;
}

test(
  "two webs, two workers, one database: nobody twice, everybody works",
  { timeout: 120_000 },
  async () => {
    const built = await bundleProcesses(
      { worker: "jobs/worker.ts", door: "tests/walks/door.ts" },
      "walks",
    );
    onTestFinished(() => rm(built, { recursive: true, force: true }));
    const webFile = existsSync(webProcess) ? webProcess : path.join(built, "door.js");
    const worker = path.join(built, "worker.js");
    const [webs, workers] = await Promise.all([
      Promise.all([startWeb(webFile), startWeb(webFile)]),
      Promise.all([startWorker(worker, "worker-1"), startWorker(worker, "worker-2")]),
    ]);
    const { publicUrl, taken } = await balance(webs.map((web) => web.url));
    const run = await startRun(await seed(publicUrl), rt);
    if (!run.ok) throw new Error(run.error);
    const { runId } = run.value;
    await expect
      .poll(() => readProgress(runId, rt), { timeout: 60_000, interval: 250 })
      .toMatchObject({ planned: PEOPLE, pending: 0, accepted: PEOPLE });

    const lines = (await readFile(path.join(folder, "ledger.jsonl"), "utf8")).trim().split("\n");
    const written = lines.map((line) => JSON.parse(line) as LedgerEntry);
    expect(written).toHaveLength(PEOPLE);
    expect(new Set(written.map(({ echo }) => echo)).size).toBe(PEOPLE);
    // Receipts come in through both webs.
    await expect.poll(() => Math.min(...taken), { timeout: 20_000 }).toBeGreaterThan(0);
    const told = async () => (await readProgress(runId, rt))?.delivered ?? 0;
    await expect.poll(told, { timeout: 20_000, interval: 250 }).toBeGreaterThan(0);
    expect(await findDeliverySpan(runId, 0, PEOPLE)).toHaveLength(PEOPLE);
    expect(await reconcile(runId)).toMatchObject({ difference: 0, drift: {} });
    const totals = await readCounts(runId);
    for (const name of ["worker-1", "worker-2"]) {
      const own = totals.filter(({ _id }) => _id.startsWith(`${runId}:${name}@`));
      const sent = own.reduce((sum, { counts }) => sum + (counts?.["accepted"] ?? 0), 0);
      expect(sent, `${name} sent`).toBeGreaterThan(PEOPLE / 10);
    }
    for (const url of [...webs.map((web) => web.healthUrl), ...workers]) {
      for (const page of ["/healthz", "/readyz", "/metrics"]) {
        const answer = await fetch(url + page);
        expect(answer.status, `${url}${page}`).toBe(200);
        if (page === "/metrics")
          expect(await answer.text()).toMatch(/^antiphon_live_workers\{.*\} 2$/m);
      }
    }
  },
);
