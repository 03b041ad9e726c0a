import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseConfig } from "#core/config.ts";
import { serveWorkerHealth } from "#jobs/worker-health.server.ts";
import { createRuntime } from "#services/create-runtime.server.ts";
import { acceptWebhook } from "#services/inbound.server.ts";
import { startMetrics } from "#services/metrics.server.ts";

/** A web process without its pages, for checkouts that were not built: webhooks and health. */
const rt = await createRuntime(parseConfig(process.env), "web");
startMetrics("web", rt.now);
const health = await serveWorkerHealth(rt);
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const [, , adapterId = "", accountId = null] = (request.url ?? "").split(/[/?]/);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const url = `${rt.publicUrl}${request.url ?? ""}`;
    const body = Buffer.concat(chunks);
    const call = { method: request.method ?? "POST", url, headers, body, now: rt.now() };
    acceptWebhook({ adapterId, accountId, request: call }, rt).then(
      (outcome) => {
        const isTaken = outcome.kind === "accepted" || outcome.kind === "duplicate";
        response.writeHead(isTaken ? 200 : 503).end();
      },
      () => response.writeHead(503).end(),
    );
  });
});
server.listen(rt.config.PORT, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ event: "web.ready", port, url: health.url });
});
process.on("disconnect", () => process.exit(0));
