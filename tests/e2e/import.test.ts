import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, openPage, signIn, type OpenPage } from "./browser.ts";
import { demoCredentials, productUrl } from "./product.ts";

/** A file with bad rows, its error file mended and imported: everybody is in once. */

let browser: Browser;
let opened: OpenPage;

beforeAll(async () => {
  browser = await launchBrowser();
  opened = await openPage(browser, { baseURL: productUrl() });
  await signIn(opened.page, demoCredentials("marketer"));
});

afterAll(() => browser.close());

const mark = String(Date.now() % 100_000).padStart(5, "0");
const rows = [
  "name,phone,email",
  `Ada Brook ${mark},+316140${mark}1,ada-${mark}@example.org`.replace(
    /\+316140(\d{5})1/,
    "+31614$1",
  ),
  `Bo Carver ${mark},,bo-${mark}@example.org`,
  `Cy Dunn ${mark},,not-an-address`,
  `Di Ekker ${mark},3.16E+10,`,
  `Ed Faber ${mark},,ed-${mark}@example.org`,
  `Ed Faber ${mark},,ed-${mark}@example.org`,
];

async function upload(page: Page, name: string, text: string): Promise<void> {
  await page.goto("/contacts/import");
  const file = { name, mimeType: "text/csv", buffer: Buffer.from(text) };
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await page.waitForURL(/\/contacts\/import\/[^/]+$/);
  await page.getByRole("radio", { name: "Nothing: import them without consent" }).check();
  await page.getByRole("button", { name: "Save answer" }).click();
}

async function runChecked(page: Page, rowCount: number): Promise<void> {
  await page.getByRole("button", { name: "Check the whole file" }).click();
  await page
    .getByRole("button", { name: `Import ${rowCount} row${rowCount === 1 ? "" : "s"}` })
    .click();
  await page.getByRole("heading", { name: "Result" }).waitFor();
}

test("bad rows are counted and refused, the rest comes in", async () => {
  const { page } = opened;
  await upload(page, "spring fair.csv", rows.join("\r\n"));
  await runChecked(page, 6);
  await page
    .getByText("6 rows = 3 new + 0 changed + 0 nothing new + 1 twice + 2 refused")
    .first()
    .waitFor();
});

let errorFile = "";

test("the error file holds the refused rows and says why", async () => {
  const { page } = opened;
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Error file" }).click(),
  ]);
  errorFile = await readFile(await download.path(), "utf8");
  expect(errorFile).toContain(`Cy Dunn ${mark}`);
  expect(errorFile).toContain("Di Ekker");
  expect(errorFile).not.toContain("Ada Brook");
});

test("mended and imported again, nobody is in twice", async () => {
  const { page } = opened;
  const mended = errorFile
    .replace("not-an-address", `cy-${mark}@example.org`)
    .replace(/'?3\.16E\+10/, `+31615${mark.slice(0, 5)}`.slice(0, 9) + mark.slice(2));
  await upload(page, "mended.csv", mended);
  await runChecked(page, 2);
  await page
    .getByText(/^2 rows = 2 new/)
    .first()
    .waitFor();
  // The whole first file once more: everybody is known.
  await upload(page, "spring fair again.csv", rows.join("\r\n"));
  await runChecked(page, 6);
  await page
    .getByText(/^6 rows = 0 new/)
    .first()
    .waitFor();
  await page.goto(`/contacts?q=${encodeURIComponent(`ed-${mark}@example.org`)}`);
  const found = page.getByRole("link", { name: `Ed Faber ${mark}` });
  await found.first().waitFor();
  expect(await found.count()).toBe(1);
});
