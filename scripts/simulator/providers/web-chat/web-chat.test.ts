import { request } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aMessage, sendContext } from "#channels/testkit.ts";
import { webChat } from "#channels/web-chat/index.ts";
import { Receipts, type ReceiptRow } from "#models/receipt.server.ts";
import { WebChatVisitors } from "#models/web-chat-visitor.server.ts";
import { createAccount } from "#services/accounts.server.ts";
import { createWebChatPort } from "#services/web-chat.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { startWidgetServer } from "#tests/setup/widget-server.ts";
import { startSimulator, type Simulator } from "../../start.ts";

useTestDatabase();

const rt = testRuntime({ findChannel: (id) => (id === "web-chat" ? webChat : null) });
let app: { readonly url: string; close(): Promise<void> };
let simulator: Simulator;
let accountId: string;
let account: ReturnType<typeof webChat.account.parse>;

beforeAll(async () => {
  const values = { title: "Quay Books", allowedOrigins: "https://quay.test" };
  const saved = await createAccount(
    { workspaceId: "wsp_1", adapterId: "web-chat", name: "Quay", values },
    rt,
  );
  if (!saved.ok) throw new Error(JSON.stringify(saved));
  accountId = saved.value._id;
  account = webChat.account.parse(JSON.parse(rt.vault.open(saved.value.sealed)));
  app = await startWidgetServer(rt);
  simulator = await startSimulator({ port: 0, receiptDelayMs: 5 });
  const webhookUrl = `${app.url}/webhooks/web-chat/${accountId}`;
  await api("accounts", {
    accountId,
    adapterId: "web-chat",
    name: "Quay",
    webhookUrl,
    settings: account,
  });
  await api("people", { personId: "ana", name: "Ana", locale: "nl", adapterIds: ["web-chat"] });
});

afterAll(async () => {
  await simulator.stop();
  await app.close();
});

async function api(path: string, body: unknown): Promise<void> {
  const answer = await request(`${simulator.url}/sim/api/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(text);
}

async function events() {
  const rows = await Receipts.find({}).sort({ at: 1 }).lean<ReceiptRow[]>();
  return rows.flatMap((row) => {
    const body = Buffer.from((row.body as unknown as { buffer: Uint8Array }).buffer);
    const call = { ...row.request, body, now: row.at };
    expect(webChat.webhook.verify(call, account)).toEqual({ ok: true });
    return [webChat.webhook.parse(call, account)].flat() as readonly { readonly type: string }[];
  });
}

test("a visitor writes, is answered, presses a button, sends a photo and reads", async () => {
  await api("phones/ana~web-chat/say", { text: "Is it still open?" });
  await expect
    .poll(events, { timeout: 5_000 })
    .toMatchObject([{ content: { text: "Is it still open?" } }]);
  const [visitor] = await WebChatVisitors.find({}).lean();
  const to = { kind: "web-chat", value: visitor?._id ?? "" };
  const buttons = [{ type: "reply", id: "yes", title: "Yes" }] as const;
  const sent = await webChat.send(
    aMessage({ to, content: { type: "buttons", text: "Until six. Coming?", buttons } }),
    sendContext(account, { accountId, webChat: createWebChatPort(rt) }),
  );
  if (sent.kind !== "accepted") throw new Error(JSON.stringify(sent));
  const [messageId] = sent.externalIds;
  const phone = async () =>
    (await request(`${simulator.url}/sim/api/phones/ana~web-chat`)).body.text();
  await expect.poll(phone, { timeout: 8_000 }).toContain("Until six. Coming?");
  await api("phones/ana~web-chat/press", { messageId, choiceId: "yes" });
  await api("phones/ana~web-chat/photo", { sample: "shop" });
  await api("phones/ana~web-chat/read", {});
  await expect
    .poll(async () => (await events()).map((event) => event.type).toSorted(), { timeout: 8_000 })
    .toEqual(["message", "message", "message", "watermark", "watermark"]);
  const all = await events();
  expect(all).toContainEqual(
    expect.objectContaining({ content: { type: "choice", id: "yes", title: "Yes" } }),
  );
  expect(all).toContainEqual(expect.objectContaining({ type: "watermark", status: "read" }));
  expect(all).toContainEqual(
    expect.objectContaining({ content: expect.objectContaining({ type: "media" }) }),
  );
});
