import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import type { Role } from "#core/access/roles.ts";
import { launchBrowser, openPage, signIn } from "./browser.ts";
import { demoCredentials, productUrl } from "./product.ts";

/** One browser for a file of journeys; every named role is signed in, each in a window of its own. */
export function visitors<R extends Role>(...roles: readonly R[]): (role: R) => Page {
  const pages = new Map<Role, Page>();
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchBrowser();
    for (const role of roles) {
      const { page } = await openPage(browser, { baseURL: productUrl() });
      await signIn(page, demoCredentials(role));
      pages.set(role, page);
    }
  });
  afterAll(() => browser?.close());
  return (role) => {
    const page = pages.get(role);
    if (!page) throw new Error(`The ${role} did not get in.`);
    return page;
  };
}
