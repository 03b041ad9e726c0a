import { createServer } from "node:http";
import { parseConfig } from "#core/config.ts";
import { createRuntime } from "#services/create-runtime.server.ts";
import { acceptWebhook } from "#services/inbound.server.ts";

/** The web process's webhook door and nothing else: the same service, without the pages' start-up time. */
const rt = await createRuntime(parseConfig(process.env), "web");
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const [, , adapterId = "", accountId = null] =
      (request.url ?? "").split("?")[0]?.split("/") ?? [];
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const method = request.method ?? "POST";
    const url = `${rt.publicUrl}${request.url ?? ""}`;
    const call = { method, url, headers, body: Buffer.concat(chunks), now: rt.now() };
    acceptWebhook({ adapterId, accountId, request: call }, rt).then(
      (outcome) => {
        const isFine = outcome.kind === "accepted" || outcome.kind === "duplicate";
        response.writeHead(isFine ? 200 : outcome.kind === "store-failed" ? 503 : 401).end();
      },
      () => response.writeHead(503).end(),
    );
  });
});
server.listen(rt.config.PORT, "127.0.0.1", () => process.send?.({ event: "receiver.ready" }));
process.on("disconnect", () => process.exit(0));
