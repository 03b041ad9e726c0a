import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { paths } from "#app/lib/paths.ts";
import { findBarriers, isInteractive, launchBrowser, openPage, signIn } from "./browser.ts";
import type { OpenPage } from "./browser.ts";
import { demoCredentials, productUrl } from "./product.ts";

/** Every main page as an owner sees it: no barrier, nothing wider than the screen. */

const pages: Readonly<Record<string, string>> = {
  home: paths.home,
  stories: paths.demo,
  campaigns: paths.campaigns,
  contacts: paths.contacts,
  "new contact": paths.newContact,
  imports: paths.imports,
  suppressions: paths.suppressions,
  attributes: paths.attributes,
  audiences: paths.audiences,
  segments: paths.segments,
  lists: paths.lists,
  templates: paths.templates,
  "new template": paths.newTemplate,
  inbox: paths.inbox,
  channels: paths.channels,
  "new channel": paths.newChannel,
  journal: paths.channelJournal,
  profile: paths.settingsProfile,
  sessions: paths.settingsSessions,
  members: paths.settingsMembers,
  workspace: paths.settingsWorkspace,
  "new workspace": paths.newWorkspace,
};

/** Pages of one row: the first link in the list leads there, and a further one on from there. */
const details: Readonly<Record<string, readonly [list: string, ...links: RegExp[]]>> = {
  campaign: [paths.campaigns, /^\/campaigns\/cmp_/],
  contact: [paths.contacts, /^\/contacts\/con_/],
  segment: [paths.segments, /^\/segments\/seg_/],
  template: [paths.templates, /^\/templates\/tpl_/],
  revision: [paths.templates, /^\/templates\/tpl_/, /\/revisions\/rev_/],
  conversation: [`${paths.inbox}?view=open`, /^\/inbox\/cnv_/],
  account: [paths.channels, /^\/channels\/acc_/],
};

/** A page is loaded once per screen; on the wide one it is looked at by day and by night. */
const screens = {
  desktop: { isPhone: false, schemes: ["light", "dark"] },
  phone: { isPhone: true, schemes: ["light"] },
} as const;
type Screen = keyof typeof screens;

let browser: Browser;
const open = new Map<Screen, OpenPage>();

beforeAll(async () => {
  browser = await launchBrowser();
  for (const screen of ["desktop", "phone"] as const) {
    const { isPhone } = screens[screen];
    const opened = await openPage(browser, { baseURL: productUrl(), isPhone });
    await signIn(opened.page, demoCredentials("owner"));
    open.set(screen, opened);
  }
});

afterAll(() => browser.close());

/** What a visitor could complain of, in words; empty for a good page. */
async function lookAt(page: Page, screen: Screen, path: string): Promise<readonly string[]> {
  const answer = await page.goto(path);
  await isInteractive(page);
  const found = answer?.status() === 200 ? [] : [`answered ${answer?.status()}`];
  for (const scheme of screens[screen].schemes) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.waitForFunction(
      (wanted) => document.documentElement.dataset["mantineColorScheme"] === wanted,
      scheme,
    );
    const barriers = await findBarriers(page);
    found.push(...barriers.map((barrier) => `${scheme}: ${barrier}`));
  }
  const tooWide = await page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  );
  return tooWide > 0 ? [...found, `${tooWide} px wider than the screen`] : found;
}

async function firstOf(page: Page, list: string, link: RegExp): Promise<string | undefined> {
  await page.goto(list);
  const all = await page
    .locator("main a")
    .evaluateAll((links) => links.map((one) => one.getAttribute("href") ?? ""));
  return all.find((href) => link.test(href));
}

for (const screen of ["desktop", "phone"] as const) {
  const pageOf = (): Page => {
    const opened = open.get(screen);
    if (!opened) throw new Error("nobody is signed in");
    return opened.page;
  };

  test.for(Object.entries(pages))(`${screen}: %s`, async ([, path]) => {
    expect(await lookAt(pageOf(), screen, path)).toEqual([]);
  });

  test.for(Object.entries(details))(`${screen}: one %s`, async ([, [list, ...links]], { skip }) => {
    let path: string | undefined = list;
    for (const link of links) {
      if (path !== undefined) path = await firstOf(pageOf(), path, link);
    }
    if (path === undefined) return skip("there is none yet");
    expect(await lookAt(pageOf(), screen, path)).toEqual([]);
  });
}
