import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, openPage, signIn, type OpenPage } from "./browser.ts";
import { openReview, pressSend, waitForState } from "./campaigns.ts";
import { demoCredentials, ledgerTotal, productUrl } from "./product.ts";
import { shoot } from "./tour.ts";

/** A campaign that goes out slowly, is stopped on the way, and goes on to the last person. */

let browser: Browser;
let opened: OpenPage;

beforeAll(async () => {
  browser = await launchBrowser();
  opened = await openPage(browser, { baseURL: productUrl() });
  await signIn(opened.page, demoCredentials("marketer"));
});

afterAll(() => browser.close());

let before = 0;
let count = 0;

test("at one message a second it is going out", async () => {
  const { page } = opened;
  before = await ledgerTotal();
  await openReview(page, "Spring offer");
  await page.getByRole("link", { name: /Time and speed/ }).click();
  const speed = page.getByLabel("At most … messages per second");
  await speed.fill("1");
  await speed.blur();
  await page.getByText("Draft saved").waitFor();
  await page.getByRole("link", { name: /Review/ }).click();
  await page.getByText("At most 1 message per second.").waitFor();
  count = await pressSend(page);
  await page.getByRole("button", { name: "Pause", exact: true }).waitFor({ timeout: 30_000 });
  await expect.poll(ledgerTotal).toBeGreaterThan(before);
  await shoot(page, "tour/campaign-running");
});

test("paused, nothing more leaves", async () => {
  const { page } = opened;
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await page.getByRole("button", { name: "Resume", exact: true }).waitFor();
  await waitForState(page, "Paused");
  // What was on the wire may still arrive; then it is quiet.
  await page.waitForTimeout(2_000);
  const still = await ledgerTotal();
  await page.waitForTimeout(3_000);
  expect(await ledgerTotal()).toBe(still);
  expect(still).toBeLessThan(before + count);
});

test("resumed, everybody gets it once", async () => {
  const { page } = opened;
  await page.getByRole("button", { name: "Resume", exact: true }).click();
  await waitForState(page, "Done");
  expect(await ledgerTotal()).toBe(before + count);
});
