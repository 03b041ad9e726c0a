import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";

/** Pictures of docs/tour.md: taken on the way when TOUR=1, small enough for a repository. */

const folder = path.resolve(import.meta.dirname, "../../docs/images/tour");

export async function shoot(page: Page, name: string): Promise<void> {
  if (process.env["TOUR"] !== "1") return;
  const raw = await page.screenshot({ animations: "disabled" });
  await mkdir(folder, { recursive: true });
  const small = await sharp(raw).png({ palette: true, colours: 128, effort: 9 }).toBuffer();
  await writeFile(path.join(folder, `${name}.png`), small);
}
