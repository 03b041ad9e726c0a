import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, openPage, signIn, type OpenPage } from "./browser.ts";
import { openReview, pressSend, waitForState } from "./campaigns.ts";
import { demoCredentials, onPhone, productUrl, received, simulatorUrl } from "./product.ts";
import { shoot } from "./tour.ts";

/** The airline's story: a PDF to every passenger, on two channels. */

let browser: Browser;
let opened: OpenPage;

beforeAll(async () => {
  browser = await launchBrowser();
  opened = await openPage(browser, { baseURL: productUrl() });
  await signIn(opened.page, demoCredentials("marketer"));
});

afterAll(() => browser.close());

test("the boarding pass is sent to every passenger", async () => {
  const { page } = opened;
  await openReview(page, "Boarding pass NZ 418");
  expect(await pressSend(page)).toBe(3);
  await waitForState(page, "Done");
});

/** Messenger cannot put words on a file: there the pass is a button that opens it. */
test.for(["maya~messenger", "daan~whatsapp"])("what %s opens is a PDF", async (phone) => {
  const { content } = (await received(phone)).at(-1) ?? {};
  expect(content?.text).toMatch(/NZ 418/);
  expect(content?.text).not.toContain("{{");
  const [file] = content?.media ?? [];
  const button = content?.choices.find(({ url }) => url !== undefined);
  const address = file ? `${simulatorUrl()}/sim/media/${file.mediaId}` : button?.url;
  const answer = await fetch(address ?? "");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toContain("application/pdf");
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.subarray(0, 5).toString("latin1")).toBe("%PDF-");
  expect(bytes.length).toBeGreaterThan(1_000);
});

test("a passenger's question stands in the inbox with the flight and the pass", async () => {
  const { page } = opened;
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
  const { page } = opened;
  await page.goto(`${simulatorUrl()}/?story=airline`);
  await page.getByText("boarding-pass-NZ418.pdf").first().waitFor();
  await shoot(page, "tour/airline-phones");
});
