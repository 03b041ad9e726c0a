import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";
import { countLiveWorkers } from "#models/worker.server.ts";

/** What `/metrics` of this process shows. One registry per process, like the process itself. */
export const metricsRegistry = new Registry();

export const jobsRun = new Counter({
  name: "antiphon_jobs_total",
  help: "Jobs run by this process, by job and result",
  labelNames: ["job", "result"] as const,
  registers: [metricsRegistry],
});

const databaseUp = new Gauge({
  name: "antiphon_database_up",
  help: "1 when the database answered the last readiness check",
  registers: [metricsRegistry],
});

const clockOffset = new Gauge({
  name: "antiphon_clock_offset_seconds",
  help: "The database's clock minus this machine's",
  registers: [metricsRegistry],
});

let isStarted = false;

/** Node's own figures and the live workers; called once by each process that serves `/metrics`. */
export function startMetrics(role: string, now: () => Date): void {
  if (isStarted) return;
  isStarted = true;
  metricsRegistry.setDefaultLabels({ role });
  collectDefaultMetrics({ register: metricsRegistry });
  const workers: Gauge = new Gauge({
    name: "antiphon_live_workers",
    help: "Workers whose heartbeat is fresh",
    registers: [metricsRegistry],
    // A scrape must answer while the database is away: the figure is then left out.
    collect: async () => {
      const live = await countLiveWorkers(now()).catch(() => null);
      if (live !== null) workers.set(live);
    },
  });
}

export function noteDatabase(isUp: boolean): void {
  databaseUp.set(isUp ? 1 : 0);
}

export function noteClockOffset(offsetMs: number): void {
  clockOffset.set(offsetMs / 1_000);
}
