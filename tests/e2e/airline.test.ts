import { readFile } from "node:fs/promises";
import type { Response } from "playwright-core";
import { expect, test } from "vitest";
import { openReview, pressSend, waitForState } from "./campaigns.ts";
import { onPhone, received, simulatorUrl } from "./product.ts";
import { shoot } from "./tour.ts";
import { visitors } from "./visitors.ts";

/** The airline's story: a PDF to every passenger, on two channels. */

const visitor = visitors("marketer");

test("the boarding pass is sent to every passenger", async () => {
  const page = visitor("marketer");
  await openReview(page, "Boarding pass NZ 418");
  expect(await pressSend(page)).toBe(3);
  await waitForState(page, "Done");
});

test("the pass on a WhatsApp phone opens in a tab, in the browser's own viewer", async () => {
  const page = visitor("marketer");
  const context = page.context();
  const { content } = (await received("daan~whatsapp")).at(-1) ?? {};
  expect(content?.text).toMatch(/NZ 418/);
  expect(content?.text).not.toContain("{{");
  await page.goto(`${simulatorUrl()}/?people=daan&adapter=whatsapp`);
  const shown = context.waitForEvent("response", isPdfInViewer);
  const opened = context.waitForEvent("page");
  await page.getByRole("link", { name: "boarding-pass-NZ418.pdf" }).last().click();
  const tab = await opened;
  expect(await tab.evaluate(() => document.contentType)).toBe("application/pdf");
  await shown;
  expectPass(await bytesAt(tab.url()));
  await tab.close();
});

/** Messenger cannot put words on a file: there the pass is a button that hands it over. */
test("the button on a Messenger phone saves the pass under its own name", async () => {
  const page = visitor("marketer");
  const { content } = (await received("maya~messenger")).at(-1) ?? {};
  expect(content?.text).toMatch(/NZ 418/);
  await page.goto(`${simulatorUrl()}/?people=maya&adapter=messenger`);
  const button = page.getByRole("link", { name: /^boarding-pass/ }).last();
  const address = (await button.getAttribute("href")) ?? "";
  // A tab of its own, as the button opens: one that ends in a file is closed before it can be watched.
  const tab = await page.context().newPage();
  const saved = tab.waitForEvent("download");
  await expect(tab.goto(address)).rejects.toThrow(/Download is starting/);
  const download = await saved;
  expect(download.suggestedFilename()).toBe("boarding-pass-NZ418.pdf");
  expectPass(await readFile(await download.path()));
  await tab.close();
});

function isPdfInViewer(response: Response): boolean {
  const type = response.headers()["content-type"] ?? "";
  return response.url().startsWith("chrome-extension:") && type.includes("application/pdf");
}

async function bytesAt(address: string): Promise<Buffer> {
  const answer = await fetch(address);
  expect(answer.headers.get("content-type")).toContain("application/pdf");
  return Buffer.from(await answer.arrayBuffer());
}

function expectPass(bytes: Buffer): void {
  expect(bytes.subarray(0, 5).toString("latin1")).toBe("%PDF-");
  expect(bytes.length).toBeGreaterThan(1_000);
}

test("a passenger's question stands in the inbox with the flight and the pass", async () => {
  const page = visitor("marketer");
  await page.goto("/inbox?view=open");
  await onPhone("maya~messenger", "say", { text: "Can I change my seat?" });
  await page
    .getByRole("link", { name: /Maya Lindqvist/ })
    .first()
    .click();
  const thread = page.getByRole("log", { name: "Messages" });
  await thread.getByText("Can I change my seat?").last().waitFor();
  await thread.getByText("boarding-pass-NZ418.pdf").last().waitFor();
  await page.getByText("14C").first().waitFor();
  await shoot(page, "tour/airline-inbox");
});

test("the phone of a passenger shows the pass", async () => {
  const page = visitor("marketer");
  await page.goto(`${simulatorUrl()}/?story=airline`);
  await page.getByText("boarding-pass-NZ418.pdf").first().waitFor();
  await shoot(page, "tour/airline-phones");
});
