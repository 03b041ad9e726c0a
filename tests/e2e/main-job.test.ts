import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startProduct, type StartedProduct } from "#scripts/e2e/product.ts";
import { isProcessAlive } from "#services/process-alive.server.ts";
import { isInteractive, launchBrowser, openPage, signIn } from "./browser.ts";
import { pressSend, waitForState } from "./campaigns.ts";
import { addPerson, demoCredentials, ledgerTotal, onPhone, received } from "./product.ts";

/**
 * The main job on real input, as a new user has it: `MAIN_JOB=200000 npm run test:e2e -- main-job`.
 * A file of that many people comes in, one in twenty of them gets a campaign while workers are killed,
 * two answer, and are answered. Takes some minutes, so it is not part of the quick journeys.
 */
const people = Number(process.env["MAIN_JOB"] ?? 0);
const invited = Math.ceil(people / 20);
const KILLS = 5;

let folder: string;
let product: StartedProduct;
let browser: Browser;
let page: Page;

/** Numbers nobody of the demo has. */
const numberOf = (n: number): string => `+3162${String(1_000_000 + n)}`;

async function writeTown(): Promise<string> {
  const file = path.join(folder, "town.csv");
  const lines = Array.from({ length: people }, (_, n) =>
    [`Person ${n}`, numberOf(n), `person-${n}@town.example`, n % 20 === 0 ? "harbour" : ""].join(),
  );
  await writeFile(file, ["name,phone,email,tags", ...lines].join("\r\n"));
  return file;
}

/** The worker's process, as the operator's `doctor` names it; null while it is being started again. */
async function workerPid(): Promise<number | null> {
  const env = { ...process.env, ANTIPHON_DATA: product.dataFolder };
  const args = ["--import", "tsx", "scripts/cli.ts", "doctor", "--json"];
  const told = await promisify(execFile)(process.execPath, args, { env }).catch(
    (error: { readonly stdout: string }) => error,
  );
  const pid = Number(/"worker-1, process (\d+)/.exec(told.stdout)?.[1]);
  return Number.isInteger(pid) ? pid : null;
}

describe.skipIf(people === 0)("the main job", () => {
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "antiphon-main-job-"));
    product = await startProduct({ dataFolder: path.join(folder, "data"), isDemo: true });
    process.env["E2E_SIMULATOR"] = product.simulatorUrl;
    browser = await launchBrowser();
    ({ page } = await openPage(browser, { baseURL: product.url }));
    await signIn(page, demoCredentials("marketer"));
  }, 200_000);

  afterAll(async () => {
    await browser?.close();
    await product?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 90_000);

  test(
    "the whole file comes in, with what its people agreed to",
    { timeout: 900_000 },
    async () => {
      await page.goto("/contacts/import");
      await page.locator('input[type="file"]').setInputFiles(await writeTown());
      await page.getByRole("button", { name: "Upload", exact: true }).click();
      await page.waitForURL(/\/contacts\/import\/[^/]+$/, { timeout: 60_000 });
      await page.getByRole("radio", { name: "They agreed, and I can prove it" }).check();
      await page.getByLabel("Where they agreed").fill("Town fair, in the office");
      await page.getByLabel("On", { exact: true }).fill("2026-04-02");
      await page.getByLabel("The words they agreed to").fill("Write to me about the town.");
      await page.getByRole("checkbox", { name: "WhatsApp" }).check();
      await page.getByRole("button", { name: "Save answer" }).click();
      const began = performance.now();
      await page.getByRole("button", { name: "Import without a dry run" }).click();
      const sum = page.getByText(/^[\d,]+ rows = /).first();
      await expect
        .poll(async () => (await sum.textContent())?.replaceAll(",", ""), {
          timeout: 800_000,
          interval: 1_000,
        })
        .toBe(`${people} rows = ${people} new + 0 changed + 0 nothing new + 0 twice + 0 refused`);
      say(`imported ${people} rows in ${Math.round((performance.now() - began) / 1000)} s`);
    },
  );

  test("one in twenty is found by a segment", async () => {
    await page.goto("/segments/new");
    await isInteractive(page);
    await page.getByLabel("Name", { exact: true }).fill("At the harbour");
    await page.getByRole("button", { name: "Add a rule" }).click();
    const rules = page.getByRole("group", { name: "Rules" });
    await rules.getByRole("textbox", { name: "What to look at" }).click();
    await page.getByRole("option", { name: "Tag", exact: true }).click();
    await rules.getByRole("textbox", { name: "Value" }).click();
    await page.getByRole("option", { name: "harbour", exact: true }).click();
    await page
      .getByRole("button", { name: `Show the people: Fit the rules, ${shown(invited)}` })
      .waitFor();
    await page.getByRole("button", { name: "Save segment" }).click();
    await page.waitForURL(/\/segments$/);
  });

  test("everybody gets the campaign once, though workers die", { timeout: 900_000 }, async () => {
    for (const [n, name] of ["ines", "otto"].entries()) {
      const phone = numberOf(n * 20);
      await addPerson({ personId: name, name, phone, adapterIds: ["whatsapp"] });
    }
    await writeCampaign();
    const before = await ledgerTotal();
    expect(await pressSend(page)).toBe(invited);
    await expect.poll(ledgerTotal, { timeout: 60_000 }).toBeGreaterThan(before);
    let killed = 0;
    while (killed < KILLS && (await ledgerTotal()) < before + invited) {
      await sleep(2_000);
      const pid = await workerPid();
      // The row of the one killed last still looks alive for a while.
      if (pid === null || !isProcessAlive(pid)) continue;
      process.kill(pid, "SIGKILL");
      killed += 1;
    }
    await waitForState(page, "Done", 600_000);
    say(`${invited} sent, ${killed} workers killed`);
    expect(await ledgerTotal()).toBe(before + invited);
    await page.getByRole("link", { name: "Reconcile" }).click();
    await page.getByText("Planned equals the sum of all states.").waitFor();
  });

  test("a text and a photo are answered under the campaign", async () => {
    await page.goto("/inbox?view=open");
    await isInteractive(page);
    await onPhone("ines~whatsapp", "say", { text: "Count me in!" });
    await onPhone("otto~whatsapp", "photo", { caption: "From the jetty", sample: "flood" });
    for (const [n, words] of ["Count me in!", "From the jetty"].entries()) {
      await page
        .getByRole("link", { name: new RegExp(`Person ${n * 20}\\b`) })
        .first()
        .click();
      const thread = page.getByRole("log", { name: "Messages" });
      await thread.getByText(words).last().waitFor();
      expect(await thread.textContent()).toMatch(/answers Harbour day/);
      await page.getByRole("textbox", { name: "Reply" }).fill(`Thank you, person ${n}.`);
      await page.getByRole("textbox", { name: "Reply" }).press("Enter");
    }
    for (const [n, phone] of ["ines~whatsapp", "otto~whatsapp"].entries()) {
      await expect
        .poll(async () => (await received(phone)).at(-1)?.content.text)
        .toBe(`Thank you, person ${n}.`);
    }
  });
});

async function writeCampaign(): Promise<void> {
  await page.goto("/campaigns");
  await isInteractive(page);
  await page.getByRole("button", { name: "New campaign" }).first().click();
  await page.waitForURL(/\/edit/);
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("Harbour day");
  await name.blur();
  await page.getByRole("checkbox", { name: "WhatsApp · Bloem & Blad" }).click();
  await page.getByText("Draft saved").waitFor();
  await page.getByRole("link", { name: /2\. Audience/ }).click();
  await page.getByRole("textbox", { name: "Include people who are in any of these" }).click();
  await page.getByRole("option", { name: /At the harbour/ }).click();
  await page
    .getByRole("button", { name: `Show the people: Will get it, ${shown(invited)}` })
    .waitFor();
  await page.getByRole("link", { name: /3\. Content/ }).click();
  await page.getByLabel("Template", { exact: true }).selectOption({ label: "Spring offer" });
  await page.getByText("Draft saved").waitFor();
  await page.getByRole("link", { name: /Review/ }).click();
  await page.waitForURL(/step=review/);
}

const shown = (count: number): string => count.toLocaleString("en-GB");

/** The figures of a run are its result: they stand in what vitest prints. */
function say(line: string): void {
  console.log(line);
}
