import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isInteractive, launchBrowser, openPage, signIn, type OpenPage } from "./browser.ts";
import { waitForState } from "./campaigns.ts";
import { demoCredentials, productUrl, received } from "./product.ts";
import { shoot } from "./tour.ts";

/** The stories page: one button sends a story, and its phones stand beside it. */

let browser: Browser;
let opened: OpenPage;

beforeAll(async () => {
  browser = await launchBrowser();
  opened = await openPage(browser, { baseURL: productUrl() });
  await signIn(opened.page, demoCredentials("marketer"));
});

afterAll(() => browser.close());

test("Home leads to the stories, and a story is sent with one button", async () => {
  const { page } = opened;
  const before = (await received("amir~telegram")).length;
  await page.goto("/");
  await page.getByRole("link", { name: "Try the stories" }).click();
  await page.waitForURL(/\/demo$/);
  const phones = page.frameLocator('iframe[title^="Phones of A newsroom"]');
  await page
    .getByRole("heading", { name: "A newsroom asks for flood photos" })
    .scrollIntoViewIfNeeded();
  await phones.getByText("Amir Rahimi").first().waitFor();
  await page.getByRole("button", { name: "Send it now" }).nth(1).click();
  await page.getByText("then these phones ring").waitFor();
  await page.getByRole("link", { name: "Watch it, or take it back" }).click();
  await page.waitForURL(/\/campaigns\/cmp_/);
  await waitForState(page, "Done");
  expect((await received("amir~telegram")).length).toBe(before + 1);
  await page.goto("/demo");
  await isInteractive(page);
  const shop = page.frameLocator('iframe[title^="Phones of A shop"]');
  await shop.getByText("Sanne Vermeer").first().waitFor();
  await shoot(page, "tour/stories");
});

test("who may not send may look", async () => {
  const agent = await openPage(browser, { baseURL: productUrl() });
  await signIn(agent.page, demoCredentials("agent"));
  await agent.page.goto("/demo");
  expect(await agent.page.getByRole("button", { name: "Send it now" }).count()).toBe(0);
  await agent.page.getByText("Your role may look.").first().waitFor();
  await agent.close();
});
