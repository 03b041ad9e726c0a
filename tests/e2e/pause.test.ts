import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openReview, pressSend, waitForState } from "./campaigns.ts";
import { ledgerTotal } from "./product.ts";
import { shoot } from "./tour.ts";
import { visitors } from "./visitors.ts";

/** A campaign that goes out slowly, is stopped on the way, and goes on to the last person. */

const visitor = visitors("marketer");

let before = 0;
let count = 0;

test("at one message a second it is going out", async () => {
  const page = visitor("marketer");
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
  await expect.poll(() => figure(page, "Delivered")).not.toBe("0");
  await shoot(page, "tour/campaign-running");
});

test("paused, nothing more of it leaves", async () => {
  const page = visitor("marketer");
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await page.getByRole("button", { name: "Resume", exact: true }).waitFor();
  await waitForState(page, "Paused");
  // What was on the wire is answered or given back.
  await expect.poll(() => figure(page, "On the wire")).toBe("0");
  const still = await ledgerTotal();
  expect(still).toBeLessThan(before + count);
  // The workers go on with what is not paused: they had their turns, and left this one alone.
  const paused = page.url();
  await openReview(page, "Flood photos");
  const others = await pressSend(page);
  await waitForState(page, "Done");
  expect(await ledgerTotal()).toBe(still + others);
  before += others;
  await page.goto(paused);
});

test("resumed, everybody gets it once", async () => {
  const page = visitor("marketer");
  await page.getByRole("button", { name: "Resume", exact: true }).click();
  await waitForState(page, "Done");
  expect(await ledgerTotal()).toBe(before + count);
});

/** The number under a label of the campaign's page. */
function figure(page: Page, label: string): Promise<string | null> {
  return page
    .getByText(label, { exact: true })
    .first()
    .locator("xpath=following::*[not(*)][1]")
    .textContent();
}
