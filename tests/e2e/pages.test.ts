import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { paths } from "#app/lib/paths.ts";
import { findBarriers, isInteractive, launchBrowser, openPage, signIn } from "./browser.ts";
import type { OpenOptions, OpenPage } from "./browser.ts";
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

const looks: Readonly<Record<string, Omit<OpenOptions, "baseURL">>> = {
  light: {},
  dark: { colorScheme: "dark" },
  phone: { isPhone: true },
};

let browser: Browser;
const open = new Map<string, OpenPage>();

beforeAll(async () => {
  browser = await launchBrowser();
  for (const [look, options] of Object.entries(looks)) {
    const opened = await openPage(browser, { baseURL: productUrl(), ...options });
    await signIn(opened.page, demoCredentials("owner"));
    open.set(look, opened);
  }
});

afterAll(() => browser.close());

/** What a visitor could complain of, in words; empty for a good page. */
async function lookAt(opened: OpenPage, path: string): Promise<readonly string[]> {
  const { page } = opened;
  const answer = await page.goto(path);
  await isInteractive(page);
  const barriers = await findBarriers(page);
  const tooWide = await page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  );
  return [
    ...(answer?.status() === 200 ? [] : [`answered ${answer?.status()}`]),
    ...barriers,
    ...(tooWide > 0 ? [`${tooWide} px wider than the screen`] : []),
  ];
}

async function firstOf(page: Page, list: string, link: RegExp): Promise<string | undefined> {
  await page.goto(list);
  const all = await page
    .locator("main a")
    .evaluateAll((links) => links.map((one) => one.getAttribute("href") ?? ""));
  return all.find((href) => link.test(href));
}

for (const look of Object.keys(looks)) {
  test.for(Object.entries(pages))(`${look}: %s`, async ([, path]) => {
    const opened = open.get(look);
    expect(opened && (await lookAt(opened, path))).toEqual([]);
  });

  test.for(Object.entries(details))(`${look}: one %s`, async ([, [list, ...links]], { skip }) => {
    const opened = open.get(look);
    let path: string | undefined = list;
    for (const link of links) {
      if (opened && path !== undefined) path = await firstOf(opened.page, path, link);
    }
    if (!opened || path === undefined) return skip("there is none yet");
    expect(await lookAt(opened, path)).toEqual([]);
  });
}
