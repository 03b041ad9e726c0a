import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sendContext } from "#channels/testkit.ts";
import { messenger } from "#channels/messenger/index.ts";
import { whatsapp } from "#channels/whatsapp/index.ts";
import { startSimulator } from "./start.ts";
import {
  bench,
  call,
  hello,
  ledger,
  number,
  ofType,
  page,
  phone,
  seen,
  sendWhatsapp,
  start,
  useBench,
} from "./test-bench.ts";

useBench();

test.for([
  ["throttle", { kind: "throttled", retryAfterMs: 3_000 }, 0],
  ["error-before", { kind: "unknown" }, 0],
  ["error-after", { kind: "unknown" }, 1],
  ["timeout", { kind: "unknown" }, 1],
  ["reset-before", { kind: "unknown" }, 0],
  ["reset-after", { kind: "unknown" }, 1],
  ["malformed", { kind: "unknown" }, 1],
  ["empty", { kind: "unknown" }, 1],
  ["expired-token", { kind: "account-broken", code: "190" }, 0],
  ["invalid-number", { kind: "recipient-gone" }, 0],
] as const)(
  "fault %s: what the adapter says, and what the ledger holds",
  async ([kind, outcome, held]) => {
    await start();
    await call("faults", { accountId: "acc_w", kind, retryAfterS: 3 });
    expect(await sendWhatsapp(hello, { timeoutMs: 400 })).toMatchObject(outcome);
    expect(await ledger()).toHaveLength(held);
    expect(await sendWhatsapp()).toMatchObject({ kind: "accepted" });
  },
);

test("a fault with a share hits that share, the same each time for one seed", async () => {
  await start();
  const kinds = async (): Promise<string> => {
    const fault = { accountId: "acc_w", kind: "throttle", times: null, share: 0.5, seed: 7 };
    await call("faults", fault);
    let said = "";
    for (let index = 0; index < 20; index += 1) said += (await sendWhatsapp()).kind.at(0);
    await call("faults?accountId=acc_w", {}, "DELETE");
    return said;
  };
  const first = await kinds();
  expect(first).toMatch(/^[at]{20}$/);
  expect(new Set(first).size).toBe(2);
  expect(await kinds()).toBe(first);
});

test("a webhook the app did not take comes again", async () => {
  await start();
  bench.webhookStatus = 503;
  await sendWhatsapp();
  await expect
    .poll(async () => ((await call("callbacks")) as { failed: number }).failed, { timeout: 5_000 })
    .toBeGreaterThan(0);
  expect(bench.events).toEqual([]);
  bench.webhookStatus = 200;
  await seen(() =>
    ofType("status")
      .map((one) => one.status)
      .toSorted(),
  ).toEqual(["delivered", "sent"]);
});

test("requests the provider would refuse are refused", async () => {
  await start();
  const post = async (path: string, body: unknown, token = "token") => {
    const headers = { authorization: `Bearer ${token}` };
    const url = `${bench.simulator.url}/graph${path}`;
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as unknown };
  };
  const text = { messaging_product: "whatsapp", to: "316", type: "text", text: { body: "x" } };
  expect(await post("/106/messages", text)).toMatchObject({ status: 400 });
  expect(await post("/v25.0/106/messages", text, "wrong")).toMatchObject({
    status: 401,
    body: { error: { code: 190 } },
  });
  const long = { ...text, text: { body: "x".repeat(4_097) } };
  expect(await post("/v25.0/106/messages", long)).toMatchObject({ status: 400 });
  const component = { type: "body", parameters: [{ type: "text", text: "a\nb" }] };
  const template = { name: "t", language: { code: "en" }, components: [component] };
  const bad = { ...text, type: "template", template };
  expect(await post("/v25.0/106/messages", bad)).toMatchObject({
    body: { error: { code: 132_012 } },
  });
  expect(await ledger()).toEqual([]);
});

test("check works with the right token and says what to do with a wrong one", async () => {
  await start();
  const graphUrl = `${bench.simulator.url}/graph`;
  const http = bench.client.port;
  expect(await whatsapp.check(sendContext({ ...number, graphUrl }, { http }))).toMatchObject({
    ok: true,
    facts: { name: expect.stringContaining("City Desk") as string },
  });
  const wrong = { ...page, graphUrl, accessToken: "wrong" };
  expect(await messenger.check(sendContext(wrong, { http }))).toMatchObject({ ok: false });
});

test("phones survive a restart, half a line and all; a reset forgets them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "simulator-"));
  await start({ folder });
  await sendWhatsapp();
  await call("phones/nina~whatsapp/photo", { sample: "flood" });
  const before = await phone("nina~whatsapp");
  await bench.simulator.stop();
  const journal = join(folder, "desk.jsonl");
  await writeFile(journal, (await readFile(journal, "utf8")) + '{"t":"message","mes');
  bench.simulator = await startSimulator({ folder });
  expect(await phone("nina~whatsapp")).toMatchObject(
    before.map(({ messageId }) => ({ messageId })),
  );
  await call("reset", {});
  expect(await call("phones")).toEqual({ phones: [] });
  await bench.simulator.stop();
  bench.simulator = await startSimulator({ folder });
  expect(await call("phones")).toEqual({ phones: [] });
  await rm(folder, { recursive: true });
});

test("the page shows text as text and keeps secrets to itself", async () => {
  await start();
  await call("phones/nina~whatsapp/say", { text: '<script>alert(1)</script>"' });
  const answer = await fetch(`${bench.simulator.url}/`);
  const text = await answer.text();
  expect(text).toContain("&#60;script&#62;");
  expect(text).not.toContain("<script>alert");
  expect(answer.headers.get("content-security-policy")).toContain("script-src 'self'");
  const shown = text + JSON.stringify(await call("accounts"));
  for (const secret of [number.appSecret, number.accessToken]) {
    expect(shown).not.toContain(`"${secret}"`);
  }
});

test.for([
  [{ origin: "https://elsewhere.example" }, 403],
  [{ origin: "null" }, 403],
  [{}, 200],
] as const)("a page of another site cannot reach the desk: %j", async ([headers, status]) => {
  await start();
  const answer = await bench.client.port({
    method: "GET",
    url: `${bench.simulator.url}/sim/api/phones`,
    headers,
  });
  expect(answer).toMatchObject({ kind: "answer", status });
});

test("the ledger file holds every accept before it is answered", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ledger-"));
  const ledgerFile = join(folder, "ledger.jsonl");
  await start({ ledgerFile });
  const sent = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const deliveryId = `dlv_${index}`;
      const outcome = await sendWhatsapp(hello, { to: `+3161${1_000_000 + index}`, deliveryId });
      const lines = await readFile(ledgerFile, "utf8");
      return outcome.kind === "accepted" && lines.includes(`"echo":"${deliveryId}"`);
    }),
  );
  expect(sent.every(Boolean)).toBe(true);
  const lines = (await readFile(ledgerFile, "utf8")).trim().split("\n");
  expect(lines).toHaveLength(200);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    adapterId: "whatsapp",
    accountId: "acc_w",
    to: expect.stringMatching(/^3161/) as string,
    echo: expect.stringMatching(/^dlv_/) as string,
  });
  await seen(() => ofType("status").filter((one) => one.status === "delivered").length).toBe(200);
  await rm(folder, { recursive: true });
});
