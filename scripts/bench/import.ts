import { mkdtemp, readFile, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { parseConfig } from "#core/config.ts";
import { openDatabase } from "#scripts/database/open.ts";
import { allModels } from "#models/all.server.ts";
import { connectDatabase, disconnectDatabase } from "#models/connection.server.ts";
import { findImport } from "#models/contact-import.server.ts";
import { ensureIndexes } from "#models/ensure-indexes.server.ts";
import { findPeoplePage } from "#models/people-page.server.ts";
import { verifyChain } from "#services/consent.server.ts";
import { createDiskFiles } from "#services/files.server.ts";
import { createNewId } from "#services/new-id.server.ts";
import { moveImport, type ImportRuntime } from "#services/import-run.server.ts";
import { declareConsent, startImport, uploadImport } from "#services/imports.server.ts";

/**
 * The import of a large file on the embedded server as a new user runs it (password, sync on commit),
 * and the people page at that size. Prints one JSON line.
 */
const rows = Number(process.argv[2] ?? 200_000);
const workspaceId = "wsp_bench";
const firstNames = [
  "Ada",
  "Bram",
  "Chloé",
  "Daan",
  "Eva",
  "Fatima",
  "Gijs",
  "Hanna",
  "Ivo",
  "Jasmijn",
];
const lastNames = ["Jansen", "de Vries", "Muñoz", "Yıldız", "Bakker", "Visser", "Smit", "Meijer"];

async function* csv(): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode("Name,Phone,E-mail,City,Points,Member since\n");
  let text = "";
  for (let n = 0; n < rows; n += 1) {
    const first = firstNames[n % firstNames.length] ?? "";
    const last = lastNames[Math.floor(n / 10) % lastNames.length] ?? "";
    // One in ten is written the national way: the library, not the pattern, reads it.
    const phone = n % 10 === 0 ? `06 ${10_000_000 + n}` : `+316${10_000_000 + n}`;
    text += `${first} ${last},${phone},p${n}@example.com,City ${n % 500},${n % 1000},2024-03-${10 + (n % 18)}\n`;
    if (text.length > 60_000) {
      yield encoder.encode(text);
      text = "";
    }
  }
  yield encoder.encode(text);
}

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);

function benchRuntime(folder: string): ImportRuntime {
  const config = parseConfig({ NODE_ENV: "production", LOG_LEVEL: "silent" });
  return {
    now: () => new Date(),
    newId: createNewId(() => new Date()),
    files: createDiskFiles(folder),
    queue: { enqueue: async () => {} },
    config,
    log: undefined as never,
  };
}

/** Processor time of another process so far, in microseconds; 0 where there is no /proc. */
async function processorTime(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // Behind the name in brackets, which may hold anything; a tick is a hundredth of a second.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10_000;
}

async function importFile(rt: ImportRuntime, consent: boolean, databasePid: number | undefined) {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  const startedAt = performance.now();
  const file = { memberId: "mem_1", fileName: "bench.csv", defaultCountry: "NL", stream: csv() };
  const stored = await uploadImport({ workspaceId, ...file }, rt);
  if (!stored.ok) throw new Error(stored.error);
  const key = { workspaceId, importId: stored.value.importId };
  const declared = {
    source: "Bench form",
    givenOn: "2026-02-01",
    wording: { text: "Yes, send me offers.", version: "1", locale: "en" },
    purposes: ["marketing" as const],
    channels: ["sms"],
  };
  await declareConsent({ ...key, consent: consent ? declared : null }, rt);
  await startImport(key, rt);
  const cpuBefore = process.cpuUsage();
  const databaseBefore = await processorTime(databasePid);
  const { state } = await moveImport(key.importId, rt);
  const cpu = process.cpuUsage(cpuBefore);
  const databaseCpu = (await processorTime(databasePid)) - databaseBefore;
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(watch);
  const row = await findImport(key);
  return {
    state,
    counts: row?.counts,
    consents: row?.consentCounts,
    seconds: Math.round(seconds * 10) / 10,
    rowsPerSecond: Math.round(rows / seconds),
    /** Processor time a row, ours and the database's; what wall time is left is the machine's. */
    ownMicrosecondsPerRow: Math.round((cpu.user + cpu.system) / rows),
    databaseMicrosecondsPerRow: Math.round(databaseCpu / rows),
    rssGrowthMb: megabytes(peak - before),
  };
}

async function pageTimes() {
  const queries = {
    first: {},
    prefix: { query: "jans" },
    twoWords: { query: "chloe yil" },
    rare: { query: "p199999" },
    phone: { query: "0610012345" },
    nobody: { query: "zzzz" },
  };
  const times: Record<string, { median: number; worst: number }> = {};
  for (const [name, query] of Object.entries(queries)) {
    const runs: number[] = [];
    for (let run = 0; run < 11; run += 1) {
      const startedAt = performance.now();
      await findPeoplePage({ workspaceId, limit: 50, ...query });
      runs.push(performance.now() - startedAt);
    }
    runs.sort((a, b) => a - b);
    times[name] = { median: Math.round(runs[5] ?? 0), worst: Math.round(runs.at(-1) ?? 0) };
  }
  return times;
}

const folder = await mkdtemp(path.join(tmpdir(), "antiphon-bench-"));
const server = await openDatabase({
  folder: path.join(folder, "database"),
  env: process.env,
  say: () => {},
});
try {
  await connectDatabase(server.uri, { appName: "antiphon-bench" });
  await ensureIndexes(allModels);
  const rt = benchRuntime(path.join(folder, "files"));
  const imported = await importFile(rt, process.argv[3] !== "no-consent", server.child.pid);
  const pageMs = await pageTimes();
  const chain = await verifyChain(workspaceId);
  const result = { rows, server: server.name, imported, pageMs, chain };
  process.stdout.write(`${JSON.stringify({ ...result, loadAverage: loadavg()[0] })}\n`);
} finally {
  await disconnectDatabase();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
