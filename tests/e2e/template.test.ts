import { expect, test } from "vitest";
import { isInteractive } from "./browser.ts";
import { visitors } from "./visitors.ts";

/** What the editor says of a message that a channel would refuse, or that would never end. */

const visitor = visitors("marketer");

/** Each turn walks the person's fields again: far more turns than a second holds. */
const loops = 18;
const endless = `${Array.from(
  { length: loops },
  (_, depth) => `{{#each ${"../".repeat(depth)}attributes}}`,
).join("")}x${"{{/each}}".repeat(loops)}`;

test("a new template begins with nothing to complain of", async () => {
  const page = visitor("marketer");
  await page.goto("/templates/new");
  await isInteractive(page);
  await page.getByRole("button", { name: "Start empty" }).click();
  await page.waitForURL(/\/templates\/tpl_/);
  await isInteractive(page);
  const text = page.getByLabel("Text", { exact: true });
  await text.fill("Hello, and welcome.");
  await page.getByRole("figure").getByText("Hello, and welcome.").waitFor();
});

test("a file the channel does not take is named, with what to do", async () => {
  const page = visitor("marketer");
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: "dance.gif", mimeType: "image/gif", buffer: smallestGif });
  await page.getByText("dance.gif").first().waitFor();
  await page.getByText("This channel does not take image/gif.").waitFor();
  await page.getByRole("button", { name: "Remove the file" }).click();
  await page.getByText("This channel does not take image/gif.").waitFor({ state: "hidden" });
});

test("a text that would never end is stopped, and the editor says so", async () => {
  const page = visitor("marketer");
  const text = page.getByLabel("Text", { exact: true });
  // A passenger has four fields.
  await page.getByLabel("Shown as").selectOption({ label: "Chloé Moreau" });
  await text.fill(endless);
  await page
    .getByText("This takes longer than a second to fill in and would be stopped.")
    .waitFor();
  await text.fill("Hello again.");
  await page.getByRole("figure").getByText("Hello again.").waitFor();
  expect(await page.getByText("would be stopped").count()).toBe(0);
});

const smallestGif = Buffer.from(
  "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
  "base64",
);
