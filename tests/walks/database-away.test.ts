import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allModels } from "#models/all.server.ts";
import { ensureIndexes } from "#models/ensure-indexes.server.ts";
import { preferenceToken } from "#services/preferences.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { startProduct, type Product } from "#tests/setup/web-process.ts";

const database = useTestDatabase();

/** Stands between the product and its database; frozen, it lets nothing through and says nothing. */
const sockets = new Set<Socket>();
let isFrozen = false;
let line: Server;
let product: Product;

beforeAll(async () => {
  await ensureIndexes(allModels);
  const uri = new URL(database.uri());
  const { port, hostname } = uri;
  line = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      if (isFrozen) from.pause();
      from.on("data", (bytes) => to.write(bytes));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => line.listen(0, "127.0.0.1", resolve));
  uri.port = String((line.address() as AddressInfo).port);
  uri.hostname = "127.0.0.1";
  uri.searchParams.set("directConnection", "true");
  product = await startProduct({ databaseUri: uri.toString() });
}, 300_000);

afterAll(async () => {
  await product?.stop();
  for (const socket of sockets) socket.destroy();
  line.close();
});

function freeze(wanted: boolean): void {
  isFrozen = wanted;
  for (const socket of sockets) {
    if (wanted) socket.pause();
    else socket.resume();
  }
}

async function ask(path: string, init: RequestInit = {}) {
  const startedAt = performance.now();
  const headers = { "accept-language": "nl", ...init.headers };
  const answer = await fetch(`${product.url}${path}`, { redirect: "manual", ...init, headers });
  const body = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body,
    ms: performance.now() - startedAt,
  };
}

const webhook = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };

test("without its database the product says so within seconds, and works on when it is back", async () => {
  const subject = { workspaceId: "wsp_x", contactId: "con_x", deliveryId: "dlv_x" };
  const preferences = `/preferences/${preferenceToken(testRuntime(), subject)}`;
  const there = {
    sms: (await ask("/webhooks/sms-twilio/acc_none", webhook)).status,
    preferences: (await ask(preferences)).status,
  };
  expect(there).toEqual({ sms: 404, preferences: 404 });
  freeze(true);
  const page = await ask(preferences);
  expect(page.status).toBe(503);
  expect(page.ms).toBeLessThan(8_000);
  expect(page.headers.get("retry-after")).toBe("5");
  expect(page.body).toContain("We kunnen dit nu niet opzoeken");
  expect(page.body).not.toMatch(/Mongo|at .*\.js:\d+/);
  const call = await ask("/webhooks/sms-twilio/acc_none", webhook);
  expect(call.status).toBe(503);
  expect((await ask("/readyz")).status).toBe(503);
  expect((await ask("/healthz")).status).toBe(200);
  freeze(false);
  await expect.poll(async () => (await ask(preferences)).status, { timeout: 15_000 }).toBe(404);
}, 60_000);
