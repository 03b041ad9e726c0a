import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startProduct, type StartedProduct } from "#scripts/e2e/product.ts";
import { findBarriers, isInteractive, launchBrowser, openPage } from "./browser.ts";
import { pressSend, waitForState } from "./campaigns.ts";
import { addPerson, onPhone, received, registerAccount, simulatorUrl } from "./product.ts";

/** A new owner with nothing at all: from the printed set-up address to the first reply. */

let folder: string;
let product: StartedProduct;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "antiphon-first-run-"));
  const env = { EGRESS_ALLOWLIST: new URL(simulatorUrl()).origin };
  product = await startProduct({ dataFolder: path.join(folder, "data"), isDemo: false, env });
  browser = await launchBrowser();
  ({ page } = await openPage(browser, { baseURL: product.url }));
}, 200_000);

afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
}, 90_000);

const phone = "ines~sms-twilio";
const offer = "The harbour swim is on 6 June. Will you come? Answer here.";
const account = {
  accountSid: "AC00112233445566778899aabbccddeeff",
  authToken: "a-token-of-the-harbour",
  from: "+3197010200999",
};

test("the printed address makes the first owner and an empty workspace", async () => {
  const address = /First owner\s+(\S+)/.exec(product.screen)?.[1] ?? "";
  await page.goto("/");
  await page.waitForURL(/\/(setup|login)/);
  await page.goto(address);
  await isInteractive(page);
  expect(await findBarriers(page)).toEqual([]);
  await page.getByLabel("Your name").fill("Noor Haven");
  await page.getByLabel("E-mail").fill("noor@harbour.example");
  await page.getByLabel("Password", { exact: true }).fill("low tide at seven");
  await page.getByLabel("Name", { exact: true }).fill("Harbour Swimmers");
  await page.getByRole("button", { name: "Create the workspace" }).click();
  await page.getByRole("heading", { name: "Hello, Noor" }).waitFor();
  await page.getByText("Three steps to the first reply").waitFor();
  // The door is closed behind the first.
  const { page: second, close } = await openPage(browser, { baseURL: product.url });
  await second.goto(address);
  await second.waitForURL(/\/login/);
  await close();
});

test("an SMS number is connected and answers for itself", async () => {
  await page.goto("/");
  await isInteractive(page);
  await page.getByRole("link", { name: "Connect", exact: true }).click();
  await page.waitForURL(/\/channels$/);
  await page
    .getByRole("link", { name: /^Connect a channel/ })
    .first()
    .click();
  await page.getByRole("link", { name: "Connect SMS (Twilio)" }).click();
  await page.getByLabel("Name in Antiphon").fill("Harbour number");
  await page.getByLabel("Account SID", { exact: true }).fill(account.accountSid);
  await page.getByLabel("Auth token", { exact: true }).fill(account.authToken);
  await page.getByLabel("Sender", { exact: true }).fill(account.from);
  await page.getByLabel("API address", { exact: true }).fill(`${simulatorUrl()}/twilio`);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await page.waitForURL(/\/channels\/acc_/);
  const accountId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  // What is to be pasted at the provider stands on the page.
  const webhookUrl = await page.getByLabel("Webhook address").inputValue();
  expect(webhookUrl).toContain(accountId);
  await registerAccount({ accountId, adapterId: "sms-twilio", settings: account, webhookUrl });
  await page.getByRole("button", { name: "Check now" }).click();
  await page.getByText(/^Works: /).waitFor();
});

test("people come in from a file, with what they agreed to", async () => {
  await addPerson({
    personId: "ines",
    name: "Ines Duarte",
    phone: "+31612000111",
    adapterIds: ["sms-twilio"],
  });
  await page.goto("/contacts");
  await page.getByRole("link", { name: "Import a file" }).first().click();
  await page.waitForURL(/\/contacts\/import$/);
  const text = "name,phone\r\nInes Duarte,06 12000111\r\nNo Number,\r\n";
  const file = { name: "swimmers.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await page.waitForURL(/\/contacts\/import\/[^/]+$/);
  await page.getByRole("radio", { name: "They agreed, and I can prove it" }).check();
  await page.getByLabel("Where they agreed").fill("List at the jetty, in the office");
  await page.getByLabel("On", { exact: true }).fill("2026-04-02");
  await page.getByLabel("The words they agreed to").fill("Text me about swims.");
  await page.getByRole("checkbox", { name: "SMS" }).check();
  await page.getByRole("button", { name: "Save answer" }).click();
  await page.getByRole("button", { name: "Check the whole file" }).click();
  await page.getByRole("button", { name: /^Import \d+ rows?$/ }).click();
  await page
    .getByText("2 rows = 1 new + 0 changed + 0 nothing new + 0 twice + 1 refused")
    .waitFor();
});

test("a message is written", async () => {
  await page.goto("/templates/new");
  await isInteractive(page);
  await page.getByRole("button", { name: "Start empty" }).click();
  await page.waitForURL(/\/templates\/tpl_/);
  await page.getByRole("button", { name: "Add variant" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Channel").selectOption({ label: "SMS" });
  await dialog.getByLabel("Language").fill("en");
  await dialog.getByRole("button", { name: "Add variant" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Harbour swim");
  await page.getByLabel("Text", { exact: true }).fill(offer);
  await page.getByRole("button", { name: "Save revision" }).click();
  await page.getByText(/^Revision 2 ·/).waitFor();
});

/** Each change is saved by itself; the next waits until the server has it. */
async function saved(change: () => Promise<unknown>): Promise<void> {
  const isSave = (method: string, url: string): boolean =>
    method === "POST" && url.includes("/edit");
  await Promise.all([
    page.waitForResponse((answer) => isSave(answer.request().method(), answer.url())),
    change(),
  ]);
  await page.getByText("Draft saved").waitFor();
}

test("the first campaign goes out to her alone", async () => {
  await page.goto("/campaigns");
  await isInteractive(page);
  await page.getByRole("button", { name: "New campaign" }).first().click();
  await page.waitForURL(/\/edit/);
  const name = page.getByLabel("Name", { exact: true });
  await saved(async () => {
    await name.fill("First swim");
    await name.blur();
  });
  const sender = page.getByRole("checkbox", { name: "SMS · Harbour number" });
  await saved(() => sender.click());
  await page.getByRole("link", { name: /Content/ }).click();
  const template = page.getByLabel("Template", { exact: true });
  await saved(() => template.selectOption({ label: "Harbour swim" }));
  await page.getByRole("link", { name: /Review/ }).click();
  await page.waitForURL(/step=review/);
  expect(await pressSend(page)).toBe(1);
  await waitForState(page, "Done");
  await expect.poll(async () => (await received(phone)).at(-1)?.content.text).toContain(offer);
});

test("her answer is the first in the inbox, under the campaign", async () => {
  await page.goto("/inbox");
  await isInteractive(page);
  await onPhone(phone, "say", { text: "I will be there!" });
  await page
    .getByRole("link", { name: /Ines Duarte/ })
    .first()
    .click();
  const thread = page.getByRole("log", { name: "Messages" });
  await thread.getByText("I will be there!").waitFor();
  expect(await thread.textContent()).toMatch(/answers First swim/);
  await page.getByRole("textbox", { name: "Reply" }).fill("See you at the jetty.");
  await page.getByRole("textbox", { name: "Reply" }).press("Enter");
  await expect
    .poll(async () => (await received(phone)).at(-1)?.content.text)
    .toBe("See you at the jetty.");
});
