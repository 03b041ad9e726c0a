import { AxeBuilder } from "@axe-core/playwright";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { chromium as executablePath } from "#scripts/e2e/chromium.ts";

// It must not call home: tests run where there is no network.
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args: flags });
}

export interface OpenOptions {
  readonly baseURL: string;
  readonly colorScheme?: "light" | "dark";
  /** 390 x 844 with touch. */
  readonly isPhone?: boolean;
  readonly locale?: string;
  /** Without: forms must still work. */
  readonly hasJavaScript?: boolean;
}

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  close(): Promise<void>;
}

const desktop = { width: 1280, height: 800 } as const;
const phone = { width: 390, height: 844 } as const;

export async function openPage(browser: Browser, options: OpenOptions): Promise<OpenPage> {
  const { baseURL, colorScheme = "light", isPhone = false, locale = "en-GB" } = options;
  const settings: BrowserContextOptions = {
    baseURL,
    colorScheme,
    locale,
    viewport: isPhone ? phone : desktop,
    hasTouch: isPhone,
    isMobile: isPhone,
    reducedMotion: "reduce",
    javaScriptEnabled: options.hasJavaScript ?? true,
  };
  const context = await browser.newContext(settings);
  const page = await context.newPage();
  collectComplaints(page);
  openPages.add(page);
  page.on("close", () => openPages.delete(page));
  return { page, context, close: () => context.close() };
}

const openPages = new Set<Page>();
const WORDS_MAX = 1_500;

/** Address and words of every open page; with SHOTS, a picture of each in that folder. */
export async function describePages(): Promise<string> {
  const folder = process.env["SHOTS"];
  const described: string[] = [];
  for (const page of openPages) {
    const name = `failed-${Date.now()}`;
    const shot = folder ? await takeShot(page, { folder, name }).catch(() => "") : "";
    const words = await page
      .locator("body")
      .innerText({ timeout: 5_000 })
      .catch(() => "(no words)");
    described.push(`${page.url()} ${shot}\n${words.slice(0, WORDS_MAX)}`);
  }
  return described.join("\n\n");
}

let complaints: string[] = [];

/**
 * Console errors, uncaught exceptions and refused resources of all pages since this was asked last;
 * empty when they are healthy. Every journey is asked when it ends (setup.ts).
 */
export function takeComplaints(): readonly string[] {
  const taken = complaints;
  complaints = [];
  return taken;
}

/** A refused script or style is a console error in chromium, so this covers the content policy too. */
function collectComplaints(page: Page): void {
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    // An answer of 4xx to a page's own request is a state of the page, which tests look at.
    if (/Failed to load resource: the server responded with a status of 4/.test(message.text()))
      return;
    complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export async function signIn(page: Page, { email, password }: Credentials): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => url.pathname !== "/login");
  await isInteractive(page);
}

/** Hydrated: before this a click on a menu does nothing. */
export async function isInteractive(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.dataset["ready"] === "yes");
}

export interface ShotOptions {
  readonly folder: string;
  readonly name: string;
  readonly isWholePage?: boolean;
}

export async function takeShot(page: Page, options: ShotOptions): Promise<string> {
  const { folder, name, isWholePage = false } = options;
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file, fullPage: isWholePage, animations: "disabled" });
  return file;
}

const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Violations of WCAG 2.2 AA in words; empty when the page has none. */
export async function findBarriers(page: Page): Promise<string[]> {
  // A frame of another server is that server's page, and one that loads late is waited for in vain.
  const frames = "iframe[src]";
  const axe = new AxeBuilder({ page }).withTags(wcag).exclude(frames);
  // One pass in the page itself: frames of others are left out, so no second page is needed.
  axe.setLegacyMode(true);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} (${node.target.join(" ")}) ${node.failureSummary ?? ""}`),
  );
}
