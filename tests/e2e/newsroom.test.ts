import { expect, test } from "vitest";
import { openReview, pressSend, waitForState } from "./campaigns.ts";
import { onPhone, received } from "./product.ts";
import { shoot } from "./tour.ts";
import { visitors } from "./visitors.ts";

/** The newsroom's story: a question to readers, a photo back. */

const visitor = visitors("marketer");

test("readers along the river are asked, each in their own language", async () => {
  const page = visitor("marketer");
  await openReview(page, "Flood photos");
  await pressSend(page);
  await waitForState(page, "Done");
  const dutch = (await received("femke~telegram")).at(-1);
  const english = (await received("amir~telegram")).at(-1);
  expect(dutch?.content.text).toContain("Hoe ziet het eruit in Zwolle?");
  expect(english?.content.text).toContain("What does it look like in Deventer?");
  await shoot(page, "tour/newsroom-sent");
});

test("a photo sent from Telegram opens large in the inbox", async () => {
  const page = visitor("marketer");
  await page.goto("/inbox?view=open");
  await onPhone("femke~telegram", "photo", { caption: "Vanaf de brug, 8:10", sample: "flood" });
  await page
    .getByRole("link", { name: /Femke Dijkstra/ })
    .first()
    .click();
  const thread = page.getByRole("log", { name: "Messages" });
  await thread.getByText("Vanaf de brug, 8:10").last().waitFor();
  const tile = thread.getByRole("button", { name: /^Open photo/ }).last();
  await tile.waitFor();
  const picture = tile.locator("img");
  await expect
    .poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth))
    .toBeGreaterThan(100);
  await shoot(page, "tour/newsroom-inbox");
  await tile.click();
  const large = page.locator(".yarl__slide_image").first();
  await large.waitFor();
  await expect
    .poll(() => large.evaluate((img: HTMLImageElement) => img.naturalWidth))
    .toBeGreaterThan(100);
  await page.getByText("Camera data removed from this copy").waitFor();
  await shoot(page, "tour/newsroom-photo");
  await page.keyboard.press("Escape");
  await large.waitFor({ state: "hidden" });
});
