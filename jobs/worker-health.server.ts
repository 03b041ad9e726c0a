import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readiness } from "#services/health.server.ts";
import { metricsRegistry } from "#services/metrics.server.ts";
import type { Runtime } from "#services/runtime.server.ts";

/** `/healthz`, `/readyz` and `/metrics` of a worker, on a port of its own. */
export async function serveWorkerHealth(rt: Runtime): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    answer(request.url ?? "/", response, rt).catch((error: unknown) => {
      rt.log.warn({ event: "health.failed", err: error }, "health check failed");
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(rt.config.WORKER_PORT, rt.config.HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${rt.config.HOST}:${port}`, server };
}

async function answer(url: string, response: ServerResponse, rt: Runtime): Promise<void> {
  if (url === "/healthz") {
    response.writeHead(200, { "content-type": "text/plain" }).end("ok\n");
  } else if (url === "/readyz") {
    const state = await readiness(rt, "worker");
    response.writeHead(state.ready ? 200 : 503, { "content-type": "application/json" });
    response.end(`${JSON.stringify(state)}\n`);
  } else if (url === "/metrics") {
    response.writeHead(200, { "content-type": metricsRegistry.contentType });
    response.end(await metricsRegistry.metrics());
  } else {
    response.writeHead(404).end();
  }
}
