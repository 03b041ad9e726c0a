import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { WebhookRequest } from "#channels/contract.ts";
import { createAccount, loadAccount } from "#services/accounts.server.ts";
import { silenceNudges } from "#services/inbound-nudge.server.ts";
import { acceptWebhook } from "#services/inbound.server.ts";
import { openBenchRuntime, whatsappValues } from "./bench-runtime.ts";

/**
 * A web process as far as webhooks go, for part R7. "plain" checks the same signature over the same
 * bytes and answers; "ours" stores the call durably first. Understanding calls is a worker's work.
 */
const { mode, uri } = JSON.parse(process.argv[2] ?? "{}") as { mode: string; uri: string };

const { rt } = await openBenchRuntime(uri);
silenceNudges(rt);
const saved = await createAccount(
  {
    workspaceId: "wsp_bench",
    adapterId: "whatsapp",
    name: "Bench",
    values: whatsappValues("http://127.0.0.1:9"),
  },
  rt,
);
if (!saved.ok) throw new Error(JSON.stringify(saved));
const accountId = saved.value._id;
const owner = await loadAccount(accountId, rt);
if (!owner) throw new Error("the account just made is gone");

async function read(request: IncomingMessage): Promise<WebhookRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: request.method ?? "POST",
    url: `http://127.0.0.1${request.url ?? ""}`,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(chunks),
    now: rt.now(),
  };
}

async function statusOf(request: WebhookRequest): Promise<number> {
  if (mode === "plain") {
    return owner?.adapter.webhook.verify(request, owner.account).ok ? 200 : 401;
  }
  const outcome = await acceptWebhook({ adapterId: "whatsapp", accountId, request }, rt);
  return outcome.kind === "accepted" || outcome.kind === "duplicate" ? 200 : 503;
}

const server = createServer((request, response) => {
  read(request)
    .then(statusOf)
    .then(
      (status) => response.writeHead(status).end(),
      () => response.writeHead(500).end(),
    );
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port, accountId });
});
process.on("message", () => process.exit(0));
