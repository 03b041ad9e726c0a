import { expect, test } from "vitest";
import { findBarriers, isInteractive } from "./browser.ts";
import { waitForState } from "./campaigns.ts";
import { received } from "./product.ts";
import { shoot } from "./tour.ts";
import { visitors } from "./visitors.ts";

/** The stories page: one button sends a story, and its phones stand beside it. */

const visitor = visitors("marketer", "agent");

test("Home leads to the stories, and a story is sent with one button", async () => {
  const page = visitor("marketer");
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
  const page = visitor("agent");
  await page.goto("/demo");
  await page.getByText("Your role may look.").first().waitFor();
  expect(await page.getByRole("button", { name: "Send it now" }).count()).toBe(0);
});

test.for(["light", "dark"] as const)("nobody is kept from the phones, %s", async (colorScheme) => {
  const page = visitor("marketer");
  await page.emulateMedia({ colorScheme });
  await page.goto("/demo");
  await isInteractive(page);
  const frames = page.locator("iframe");
  expect(await frames.count()).toBe(3);
  for (const frame of await frames.all()) {
    await frame.scrollIntoViewIfNeeded();
    await frame.contentFrame().locator(".phone").first().waitFor();
    // The phones are the simulator's own page: looked at where it stands alone, in the same form.
    const address = (await frame.getAttribute("src")) ?? "";
    const phones = await page.context().newPage();
    await phones.emulateMedia({ colorScheme });
    await phones.goto(address);
    await phones.locator(".phone").first().waitFor();
    expect(await findBarriers(phones)).toEqual([]);
    await phones.close();
  }
});
