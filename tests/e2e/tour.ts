import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";

/** Pictures of README.md and docs/tour.md: taken on the way when TOUR=1, small enough for a repository. */

const folder = path.resolve(import.meta.dirname, "../../docs/images");

export async function shoot(page: Page, name: string): Promise<void> {
  if (process.env["TOUR"] !== "1") return;
  const raw = await page.screenshot({ animations: "disabled" });
  const small = await sharp(raw).png({ palette: true, colours: 128, effort: 9 }).toBuffer();
  const file = path.join(folder, `${name}.png`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, small);
}
