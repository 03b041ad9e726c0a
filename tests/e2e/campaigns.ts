import type { Page } from "playwright-core";
import { isInteractive } from "./browser.ts";

/** Steps that several journeys take with a campaign. */

/** The campaign's wizard at its last page; one that was sent before is copied, as a member would. */
export async function openReview(page: Page, name: string): Promise<void> {
  await page.goto("/campaigns");
  await page.getByRole("link", { name, exact: true }).first().click();
  await page.waitForURL(/\/campaigns\/[^/]+/);
  await isInteractive(page);
  if (!page.url().includes("/edit")) {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Duplicate" }).click();
    await page.waitForURL(/\/edit/);
  }
  await page.getByRole("link", { name: /Review/ }).click();
  await page.waitForURL(/step=review/);
  await page.getByRole("heading", { name: "Who", exact: true }).waitFor();
}

/** Presses the button that says how many people it reaches; returns that number. */
export async function pressSend(page: Page): Promise<number> {
  const send = page.getByRole("button", { name: /^Send to [\d,]+ (person|people)$/ });
  await send.waitFor();
  const count = Number((await send.textContent())?.replace(/\D/g, ""));
  await send.click();
  await page.waitForURL((url) => /^\/campaigns\/[^/]+$/.test(url.pathname));
  return count;
}

/** The state badge of the page's head. */
export async function waitForState(page: Page, state: string, timeout = 60_000): Promise<void> {
  await page.getByRole("main").getByText(state, { exact: true }).first().waitFor({ timeout });
}
