import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isInteractive, launchBrowser, openPage, signIn, type OpenPage } from "./browser.ts";
import { demoCredentials, onPhone, productUrl, received } from "./product.ts";

/** The inbox without a mouse: walk, answer, note, close. */

let browser: Browser;
let opened: OpenPage;

const phones = [
  ["joris~whatsapp", "acc_demo_news_whatsapp"],
  ["greet~whatsapp", "acc_demo_news_whatsapp"],
] as const;

beforeAll(async () => {
  browser = await launchBrowser();
  opened = await openPage(browser, { baseURL: productUrl() });
  for (const [phone, accountId] of phones) {
    await onPhone(phone, "say", { text: "Het water staat tot aan de dijk.", accountId });
  }
  await signIn(opened.page, demoCredentials("agent"));
});

afterAll(() => browser.close());

test("j and k walk through the conversations", async () => {
  const { page } = opened;
  await page.goto("/inbox?view=open");
  await isInteractive(page);
  const rows = page.getByRole("region", { name: "Conversations" }).getByRole("listitem");
  await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(2);
  await page.keyboard.press("j");
  await page.waitForURL(/\/inbox\/cnv_/);
  const first = new URL(page.url()).pathname;
  await page.getByRole("log", { name: "Messages" }).waitFor();
  await page.keyboard.press("j");
  await page.waitForURL((url) => url.pathname !== first);
  await page.getByRole("log", { name: "Messages" }).waitFor();
  await page.keyboard.press("k");
  await page.waitForURL((url) => url.pathname === first);
});

test("keys pressed faster than the pages come break nothing off loudly", async () => {
  const { page } = opened;
  await page.goto("/inbox?view=open");
  await isInteractive(page);
  for (const key of "jjkjkkjjkjkjkjjkk") await page.keyboard.press(key);
  // The last key wins: the walk ends where it would have ended slowly.
  const current = page
    .getByRole("region", { name: "Conversations" })
    .locator('li [aria-current="true"]');
  await page.getByRole("log", { name: "Messages" }).waitFor();
  await expect
    .poll(async () => (await current.last().getAttribute("href"))?.split("?")[0])
    .toBe(new URL(page.url()).pathname);
});

test("? lists the keys of this page", async () => {
  const { page } = opened;
  await page.keyboard.press("Shift+?");
  const sheet = page.getByRole("dialog", { name: "Keyboard" });
  await sheet.getByText("Write a reply").waitFor();
  await sheet.getByText("Next conversation").waitFor();
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
});

test("r answers, n notes, e closes", async () => {
  const { page } = opened;
  const joris = page.getByRole("link", { name: /Joris Kuipers/ }).first();
  await joris.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Joris Kuipers" }).first().waitFor();
  await page.keyboard.press("r");
  await page.getByRole("textbox", { name: "Reply" }).waitFor();
  const reply = `Dank, we komen kijken (${Date.now() % 10_000}).`;
  await page.keyboard.type(reply);
  await page.keyboard.press("Enter");
  await expect
    .poll(async () => (await received("joris~whatsapp")).at(-1)?.content.text)
    .toBe(reply);
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  await page.getByRole("textbox", { name: "Note" }).waitFor();
  await page.keyboard.type("Bel hem voor de foto.");
  await page.keyboard.press("Enter");
  await page.getByRole("log").getByText("Bel hem voor de foto.").last().waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("e");
  await page.getByText("Closed.", { exact: true }).first().waitFor();
  await page.goto("/inbox?view=closed");
  await page
    .getByRole("link", { name: /Joris Kuipers/ })
    .first()
    .waitFor();
  // The note stayed with us.
  expect((await received("joris~whatsapp")).at(-1)?.content.text).toBe(reply);
});

test("Ctrl+K leads anywhere", async () => {
  const { page } = opened;
  await page.keyboard.press("Control+k");
  await page.keyboard.type("Campaigns");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/campaigns$/);
});
