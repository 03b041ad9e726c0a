import { existsSync } from "node:fs";
import { currentDatabase } from "#models/connection.server.ts";
import { parseConfig } from "#core/config.ts";
import { closeRuntime, createRuntime } from "#services/create-runtime.server.ts";
import { markDraining } from "#services/health.server.ts";
import { startMetrics } from "#services/metrics.server.ts";
import { endWithNpm } from "#services/npm-parent.server.ts";
import { guardStart } from "#services/restore-watch.server.ts";
import { startJobs } from "./agenda.server.ts";
import { handlers, loops } from "./handlers/index.server.ts";
import { serveWorkerHealth } from "./worker-health.server.ts";

/** A send in flight may take its 30 s; whatever is not done then is left to recovery. */
const DRAIN_MS = 40_000;
const GIVE_UP_MS = 60_000;

async function main(): Promise<void> {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const config = parseConfig(process.env);
  const rt = await createRuntime(config, "worker");
  startMetrics(`worker:${config.WORKER_NAME}`, rt.now);
  await guardStart(rt);
  const health = await serveWorkerHealth(rt);
  const running = await Promise.all(loops.map((loop) => loop.start(rt)));
  const jobs = await startJobs(currentDatabase(), handlers, rt);
  rt.log.info({ event: "worker.ready", url: health.url }, "worker ready");
  process.send?.({ event: "worker.ready", url: health.url });

  let isStopping = false;
  const stop = (why: string): void => {
    // The second request to stop is not patient; recovery takes back what we held.
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => process.exit(1), GIVE_UP_MS).unref();
    markDraining(rt);
    rt.log.info({ event: "worker.stopping", why }, "worker stopping");
    const drain = async (): Promise<void> => {
      await Promise.all([...running.map((loop) => loop.stop()), jobs.drain(DRAIN_MS)]);
      health.server.closeAllConnections();
      health.server.close();
      await closeRuntime(rt);
    };
    drain().then(
      () => process.exit(0),
      (error: unknown) => {
        rt.log.error({ event: "worker.stop-failed", err: error }, "worker did not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));
  // The parent is gone: nobody would stop us any more.
  process.on("disconnect", () => stop("parent gone"));
  endWithNpm("worker", () => stop("npm gone"));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
