import { createHmac } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import { connectDatabase, disconnectDatabase } from "#models/connection.server.ts";
import { Receipts } from "#models/receipt.server.ts";
import { median, range, type BenchPart } from "./bench-part.ts";
import { forkProcess, openBenchDatabase } from "./harness.ts";

const CONNECTIONS = 64;
const TARGET = 0.5;
const P99_MAX_MS = 250;
const APP_SECRET = "app-secret";

interface Run {
  readonly mode: "plain" | "ours";
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly acknowledged: number;
  readonly stored: number | null;
  readonly isKilled: boolean;
}

interface RunOptions {
  readonly mode: Run["mode"];
  readonly posts: number;
  readonly isKilled?: boolean;
}

/** R7: webhook calls answered only when stored for good, against the same server without a database. */
export const partR7: BenchPart = {
  id: "R7",
  title: "durable webhook calls per second",
  async run({ runs, isSmall, say }) {
    const database = await openBenchDatabase(true);
    const posts = isSmall ? 4_000 : 20_000;
    const all: Run[] = [];
    let named = 0;
    const one = async (options: RunOptions) => {
      const run = await measure(database.uri(`hooks_${(named += 1)}`), options);
      say(`R7 ${run.mode} ${run.perSecond.toFixed(0)}/s p99 ${run.p99Ms.toFixed(0)} ms`);
      all.push(run);
      return run;
    };
    try {
      for (let round = 0; round < runs; round += 1) {
        // ABBA: neither side always meets the warmer machine.
        for (const mode of round % 2 === 0
          ? (["plain", "ours"] as const)
          : (["ours", "plain"] as const)) {
          await one({ mode, posts });
        }
      }
      const killed = await one({ mode: "ours", posts, isKilled: true });
      return report(all, killed);
    } finally {
      await database.stop();
    }
  },
};

function report(all: readonly Run[], killed: Run) {
  const of = (mode: Run["mode"]) => all.filter((run) => run.mode === mode && !run.isKilled);
  const rates = (mode: Run["mode"]) => of(mode).map((run) => run.perSecond);
  const ratio = median(rates("ours")) / median(rates("plain"));
  const p99 = Math.max(...of("ours").map((run) => run.p99Ms));
  const lost = all.reduce((sum, run) => sum + missing(run), 0);
  return {
    summary:
      `R7 ${ratio.toFixed(2)} of the same server without database (target ${TARGET}); ` +
      `${median(rates("ours")).toFixed(0)}/s (${range(rates("ours"))}), ` +
      `p99 ${p99.toFixed(0)} ms (at most ${P99_MAX_MS}); answered and not stored: ${lost}, ` +
      `after kill -9 ${missing(killed)} of ${killed.acknowledged}`,
    passed: ratio >= TARGET && p99 <= P99_MAX_MS && lost === 0,
    raw: all,
  };
}

function missing(run: Run): number {
  return run.stored === null ? 0 : Math.max(0, run.acknowledged - run.stored);
}

async function measure(uri: string, { mode, posts, isKilled = false }: RunOptions): Promise<Run> {
  const child = forkProcess("webhook-server", [JSON.stringify({ mode, uri })]);
  const [{ port, accountId }] = (await once(child, "message")) as [
    { port: number; accountId: string },
  ];
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS });
  const path = `/webhooks/whatsapp/${accountId}`;
  const latencies: number[] = [];
  let next = 0;
  let last = 0;
  const lane = async () => {
    while (next < last) {
      const { body, headers } = statusCall((next += 1));
      const sentAt = performance.now();
      // After the kill every further call fails: those were never acknowledged.
      const answer = await pool.request({ method: "POST", path, body, headers }).catch(() => null);
      await answer?.body.dump();
      if (answer?.statusCode === 200) latencies.push(performance.now() - sentAt);
      else if (isKilled) return;
    }
  };
  const send = (count: number) => {
    last += count;
    return Promise.all(Array.from({ length: CONNECTIONS }, lane));
  };
  // Servers that take webhooks run for weeks: what is measured is compiled, on both sides.
  await send(posts);
  const warm = latencies.length;
  latencies.length = 0;
  const startedAt = performance.now();
  const work = send(posts);
  if (isKilled) {
    while (latencies.length < posts / 3) await sleep(5);
    child.kill("SIGKILL");
  }
  await work;
  const seconds = (performance.now() - startedAt) / 1_000;
  await pool.destroy();
  if (!isKilled) child.send({ order: "stop" });
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  latencies.sort((a, b) => a - b);
  return {
    mode,
    perSecond: latencies.length / seconds,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? NaN,
    acknowledged: warm + latencies.length,
    stored: mode === "ours" ? await countStored(uri) : null,
    isKilled,
  };
}

async function countStored(uri: string): Promise<number> {
  await connectDatabase(uri, { appName: "antiphon-bench-count" });
  const stored = await Receipts.collection.countDocuments({});
  await disconnectDatabase();
  return stored;
}

/** One delivery receipt per call, each its own: the most expensive way a provider can tell it. */
function statusCall(n: number) {
  const status = {
    id: `wamid.${String(n).padStart(40, "0")}`,
    status: "delivered",
    timestamp: "1772442000",
    recipient_id: "31612345678",
  };
  const value = {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "31970102000", phone_number_id: "1001" },
    statuses: [status],
  };
  const body = JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "1", changes: [{ field: "messages", value }] }],
  });
  const signature = createHmac("sha256", APP_SECRET).update(body).digest("hex");
  const headers = {
    "content-type": "application/json",
    "x-hub-signature-256": `sha256=${signature}`,
  };
  return { body, headers };
}
