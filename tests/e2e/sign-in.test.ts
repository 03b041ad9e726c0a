import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findBarriers, launchBrowser, openPage, signIn, type OpenPage } from "./browser.ts";
import { demoCredentials, productUrl } from "./product.ts";

/** The door: a wrong password, the lock after five of them, and nobody else locked out. */

let browser: Browser;
let opened: OpenPage;

beforeAll(async () => {
  browser = await launchBrowser();
  opened = await openPage(browser, { baseURL: productUrl() });
});

afterAll(() => browser.close());

async function tryPassword(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === "POST"),
    page.getByRole("button", { name: "Sign in", exact: true }).click(),
  ]);
}

test("a wrong password is refused, five lock the account, the right one stays outside too", async () => {
  const { page } = opened;
  const { email, password } = demoCredentials("viewer");
  await page.goto("/login?to=/inbox");
  await tryPassword(page, email, "not the password");
  const alert = page.getByRole("alert").first();
  await alert.waitFor();
  const refused = await alert.textContent();
  expect(await findBarriers(page)).toEqual([]);
  for (let more = 0; more < 4; more += 1) await tryPassword(page, email, `guess number ${more}`);
  await tryPassword(page, email, password);
  await expect.poll(() => alert.textContent()).not.toBe(refused);
  expect(new URL(page.url()).pathname).toBe("/login");
});

test("an address nobody has is answered and locked in the same words", async () => {
  const { page } = opened;
  const words: (string | null)[] = [];
  await page.goto("/login");
  for (let more = 0; more < 6; more += 1) {
    await tryPassword(page, "nobody@demo.example", `guess number ${more}`);
    await page.getByRole("alert").first().waitFor();
    words.push(await page.getByRole("alert").first().textContent());
  }
  expect(new Set(words).size).toBe(2);
});

test("the others come in, and go where they wanted to", async () => {
  const { page } = opened;
  await page.goto("/inbox");
  await page.waitForURL(/\/login\?to=/);
  const { email, password } = demoCredentials("agent");
  await tryPassword(page, email, password);
  await page.waitForURL(/\/inbox/);
});

test("a role sees no more than it may: the viewer's colleague cannot send", async () => {
  const agent = await openPage(browser, { baseURL: productUrl() });
  await signIn(agent.page, demoCredentials("agent"));
  await agent.page.goto("/campaigns");
  expect(await agent.page.getByRole("button", { name: "New campaign" }).count()).toBe(0);
  const answer = await agent.page.goto("/settings/members");
  expect(answer?.status()).toBe(200);
  expect(await agent.page.getByRole("button", { name: "Invite" }).count()).toBe(0);
  await agent.close();
});
