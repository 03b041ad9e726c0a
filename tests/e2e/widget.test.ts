import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aMessage } from "#channels/testkit.ts";
import { webChat } from "#channels/web-chat/index.ts";
import { WebChatVisitors } from "#models/web-chat-visitor.server.ts";
import { createAccount } from "#services/accounts.server.ts";
import { createWebChatPort } from "#services/web-chat.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { startWidgetServer } from "#tests/setup/widget-server.ts";
import { findBarriers, launchBrowser, openPage, takeShot, type OpenPage } from "./browser.ts";

/** The widget in a real browser, on a site that is not ours. */

useTestDatabase();

const rt = testRuntime({ findChannel: (id) => (id === "web-chat" ? webChat : null) });
const port = createWebChatPort(rt);
let browser: Browser;
let app: { readonly url: string; close(): Promise<void> };
let site: { readonly url: string; close(): Promise<void> };
let accountId: string;
const folder = process.env["SHOTS"];

beforeAll(async () => {
  app = await startWidgetServer(rt);
  accountId = rt.newId("account");
  const page = `<!doctype html><html lang="en"><head><title>Quay Books</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <style>button, div { color: red !important; font-size: 40px }</style></head>
    <body><h1>Quay Books</h1><script async src="${app.url}/widget.js" data-account="${accountId}"></script></body></html>`;
  site = await startWidgetServer(rt, page);
  const values = {
    title: "Quay Books",
    greeting: "Hello, how can we help?",
    allowedOrigins: site.url,
  };
  const input = {
    id: accountId,
    workspaceId: "wsp_1",
    adapterId: "web-chat",
    name: "Quay",
    values,
  };
  const saved = await createAccount(input, rt);
  if (!saved.ok) throw new Error(JSON.stringify(saved));
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await site.close();
  await app.close();
});

async function openSite(over: { isPhone?: boolean; colorScheme?: "dark" } = {}): Promise<OpenPage> {
  const opened = await openPage(browser, { baseURL: site.url, locale: "en", ...over });
  await opened.page.goto("/");
  return opened;
}

async function lastVisitor(): Promise<string> {
  const all = await WebChatVisitors.find({}).sort({ _id: 1 }).lean();
  return all.at(-1)?._id ?? "";
}

test("write, be answered, reload, press, send a photo: all on somebody else's page", async () => {
  const { page, close } = await openSite();
  await page.getByRole("button", { name: "Open the chat" }).click();
  const dialog = page.getByRole("dialog", { name: "Quay Books" });
  await expect.poll(() => dialog.getByText("Hello, how can we help?").isVisible()).toBe(true);
  // The field has the focus: a keyboard is enough.
  await page.keyboard.type("Is <b>it</b> open? See https://quay.test/hours.");
  await page.keyboard.press("Enter");
  await dialog.getByText("Is <b>it</b> open?").waitFor();
  expect(await dialog.getByRole("link", { name: "https://quay.test/hours" }).count()).toBe(1);
  const value = await lastVisitor();
  const to = { kind: "web-chat", value };
  const buttons = [{ type: "reply", id: "yes", title: "Yes, please" }] as const;
  const content = { type: "buttons", text: "Until six. Coming?", buttons } as const;
  await port(accountId, value, "k1", aMessage({ to, content }));
  await dialog.getByText("Until six. Coming?").waitFor();
  if (folder) await takeShot(page, { folder, name: "widget-open" });

  await page.reload();
  await page.getByRole("button", { name: "Open the chat" }).click();
  await dialog.getByText("Until six. Coming?").waitFor();
  await dialog.getByRole("button", { name: "Yes, please" }).click();
  await expect.poll(() => dialog.locator(".bubble.own:not(.waiting)").count()).toBe(2);
  expect(await dialog.getByRole("button", { name: "Yes, please" }).count()).toBe(0);

  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  await dialog
    .locator("input[type=file]")
    .setInputFiles({ name: "quay.png", mimeType: "image/png", buffer: png });
  const picture = dialog.getByRole("img", { name: "quay.png" });
  await picture.waitFor();
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1);
  await close();
});

test("an answer that comes while the chat is closed shows as a count, and goes when read", async () => {
  const { page, close } = await openSite();
  await page.getByRole("button", { name: "Open the chat" }).click();
  await page.keyboard.type("Hello");
  await page.keyboard.press("Enter");
  await page.locator(".bubble.own:not(.waiting)").waitFor();
  await page.keyboard.press("Escape");
  const value = await lastVisitor();
  await port(accountId, value, "k2", aMessage({ to: { kind: "web-chat", value } }));
  const launcher = page.getByRole("button", { name: "Open the chat, 1 new message" });
  await launcher.waitFor();
  if (folder) await takeShot(page, { folder, name: "widget-badge" });
  await launcher.click();
  await page.getByText("Hello Nina").waitFor();
  await expect
    .poll(async () => (await WebChatVisitors.findOne({ _id: value }).lean())?.readSeq)
    .toBe(2);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Open the chat", exact: true }).waitFor();
  await close();
});

test("a file that cannot be sent says so and can be taken away", async () => {
  const { page, close } = await openSite();
  await page.getByRole("button", { name: "Open the chat" }).click();
  const dialog = page.getByRole("dialog", { name: "Quay Books" });
  const buffer = Buffer.from("<html><script>alert(1)</script></html>");
  const field = dialog.locator("input[type=file]");
  await field.setInputFiles({ name: "page.html", mimeType: "text/html", buffer });
  await dialog.getByText("This kind of file cannot be sent.").waitFor();
  await dialog.getByRole("button", { name: "Remove" }).click();
  expect(await dialog.getByText("page.html").count()).toBe(0);
  await close();
});

test.for([
  ["light", {}],
  ["dark-phone", { colorScheme: "dark", isPhone: true }],
] as const)("no barrier, %s", async ([name, over]) => {
  const { page, close } = await openSite(over);
  await page.getByRole("button", { name: "Open the chat" }).click();
  await page.keyboard.type("Hello");
  await page.keyboard.press("Enter");
  await page.locator(".bubble.own:not(.waiting)").waitFor();
  const value = await lastVisitor();
  const to = { kind: "web-chat", value };
  const buttons = [{ type: "reply", id: "y", title: "Yes" }] as const;
  const content = { type: "buttons", text: "Coming?", buttons } as const;
  await port(accountId, value, `barrier-${name}`, aMessage({ to, content }));
  await page.getByText("Coming?").waitFor();
  if (folder) await takeShot(page, { folder, name: `widget-${name}` });
  expect(await findBarriers(page)).toEqual([]);
  await close();
});
