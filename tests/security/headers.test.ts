import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exemptPaths } from "#app/http/origin-gate.server.ts";
import { accessTable } from "#tests/routes/access-table.ts";
import {
  aStaffedWorkspace,
  type StaffedWorkspace,
  testPassword,
} from "#tests/factories/workspace.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { fillIn, routeAddresses } from "#tests/setup/route-urls.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { type Product, publicUrl, startProduct } from "#tests/setup/web-process.ts";

/** Every address of the built product as a browser sees it: S-9 and S-11 of the security page. */

const database = useTestDatabase();
const rt = testRuntime({ now: new Date().toISOString() });
let product: Product;
let staff: StaffedWorkspace;

beforeAll(async () => {
  staff = await aStaffedWorkspace(rt);
  product = await startProduct({ databaseUri: database.uri() });
}, 300_000);

afterAll(() => product.stop());

async function urlOf({ id, pattern }: (typeof routeAddresses)[number]): Promise<string> {
  const access = accessTable[id];
  const own = (await access?.params?.(staff.workspaceId, rt)) ?? {};
  return `${product.url}${fillIn(pattern, { ...access?.fixedParams, ...own })}`;
}

function get(url: string, cookie: string | null): Promise<Response> {
  const signal = AbortSignal.timeout(15_000);
  const headers = { ...(cookie ? { cookie } : {}), accept: "text/html", "sec-fetch-site": "none" };
  return fetch(url, { headers, redirect: "manual", signal });
}

const secretPages = /^\/(reset|verify|invitations|preferences|unsubscribe|setup)(\/|$)/;
const onOtherSites = /^\/widget(\/|\.js$)/;

describe.for(routeAddresses)("$pattern", (route) => {
  test("has every header", async () => {
    const answer = await get(await urlOf(route), staff.members.owner.cookie);
    const isStream = answer.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
    const html = isStream ? "" : await answer.text();
    if (isStream) await answer.body?.cancel();
    expect(answer.status).toBeLessThan(500);
    const path = new URL(answer.url).pathname;
    const { headers } = answer;
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe(
      secretPages.test(path) ? "no-referrer" : "strict-origin-when-cross-origin",
    );
    expect(headers.get("strict-transport-security")).toMatch(/^max-age=31536000; includeSub/);
    expect(headers.get("x-powered-by")).toBeNull();
    if (onOtherSites.test(path)) return;
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    const type = headers.get("content-type");
    if (type?.startsWith("text/")) expect(type).toMatch(/charset=utf-8/i);
    if (!type?.startsWith("text/html")) return;
    expect(headers.get("cache-control")).toBe("no-store");
    expectStrictPage(html, headers.get("content-security-policy") ?? "");
  });
});

/** Nothing on the page runs without the nonce of this very answer. */
function expectStrictPage(html: string, policy: string): void {
  const directives = new Map(
    policy.split("; ").map((line) => [line.split(" ")[0] ?? "", line.split(" ").slice(1)]),
  );
  const nonce = /'nonce-([\w-]{20,})'/.exec(policy)?.[1] ?? "";
  expect(nonce).not.toBe("");
  expect(directives.get("default-src")).toEqual(["'none'"]);
  expect(directives.get("script-src")).toEqual(["'self'", `'nonce-${nonce}'`]);
  expect(directives.get("style-src-elem")).toEqual(["'self'", `'nonce-${nonce}'`]);
  expect(directives.get("object-src")).toEqual(["'none'"]);
  expect(directives.get("base-uri")).toEqual(["'none'"]);
  expect(directives.get("frame-ancestors")).toEqual(["'none'"]);
  expect(directives.get("form-action")).toEqual(["'self'"]);
  const tags = html.match(/<[a-z][^>]*>/gi) ?? [];
  const unsigned = tags.filter(
    (tag) => /^<(script|style)\b/i.test(tag) && !tag.includes(`nonce="${nonce}"`),
  );
  expect(unsigned).toEqual([]);
  expect(tags.filter((tag) => /\son[a-z]+\s*=/i.test(tag))).toEqual([]);
  expect(tags.filter((tag) => /(href|src|action)="\s*(javascript|data:text)/i.test(tag))).toEqual(
    [],
  );
  expect(tags.filter((tag) => /\ssrcdoc\s*=/i.test(tag))).toEqual([]);
}

test("two answers never share a nonce, and what a page asks for later is not kept either", async () => {
  const { cookie } = staff.members.owner;
  const policies = await Promise.all(
    [1, 2].map(async () =>
      (await get(`${product.url}/login`, null)).headers.get("content-security-policy"),
    ),
  );
  expect(policies[0]).not.toBe(policies[1]);
  const later = await get(`${product.url}/contacts.data`, cookie);
  expect(later.status).toBe(200);
  expect(later.headers.get("cache-control")).toBe("no-store");
});

test("the session's cookie is bound to this host, unseen by scripts, over https only", async () => {
  const body = new URLSearchParams({ email: staff.members.agent.email, password: testPassword });
  const headers = { origin: publicUrl, "content-type": "application/x-www-form-urlencoded" };
  const answer = await fetch(`${product.url}/login`, {
    ...{ method: "POST", headers, body, redirect: "manual" },
  });
  expect(answer.status).toBe(302);
  const cookies = answer.headers.getSetCookie();
  expect(cookies.some((cookie) => cookie.startsWith("__Host-antiphon_session="))).toBe(true);
  for (const cookie of cookies) {
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; Secure/i);
    expect(cookie).toMatch(/; SameSite=Lax/i);
    expect(cookie).toMatch(/; Path=\//i);
    expect(cookie).not.toMatch(/; Domain=/i);
  }
});

/** Posts from other servers by design; each proves itself in another way. */
const openDoors = [
  "/unsubscribe/:token",
  "/webhooks/:channel",
  "/webhooks/:channel/:accountId",
  "/widget/api/:accountId/messages",
  "/widget/api/:accountId/seen",
  "/widget/api/:accountId/session",
];

const origins: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["no word of where it comes from", {}],
  ["an opaque origin", { origin: "null" }],
  ["another site", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
  ["a sibling host", { origin: "https://evil.antiphon.test", "sec-fetch-site": "same-site" }],
  ["a forged proxy header", { origin: "https://evil.example", "x-forwarded-host": "evil.example" }],
];

describe.for(routeAddresses.filter(({ hasAction }) => hasAction))("POST $pattern", (route) => {
  test("is refused from anywhere but a page of ours", async () => {
    const path = fillIn(route.pattern, accessTable[route.id]?.fixedParams ?? {});
    const isOpen = openDoors.includes(route.pattern);
    expect(exemptPaths.some((pattern) => pattern.test(path))).toBe(isOpen);
    if (isOpen) return;
    for (const [words, headers] of origins) {
      for (const address of [path, `${path === "/" ? "/_root" : path}.data`]) {
        const { cookie } = staff.members.owner;
        const body = new URLSearchParams({ intent: "none" });
        const answer = await fetch(`${product.url}${address}`, {
          ...{ method: "POST", headers: { ...headers, cookie }, body, redirect: "manual" },
        });
        await answer.body?.cancel();
        expect([words, address, answer.status]).toEqual([words, address, 403]);
      }
    }
  });
});

test("an error says no more than its number", async () => {
  for (const path of ["/contacts/%00", "/media/%2e%2e%2fsecrets", "/nothing/here", "/api/x"]) {
    const answer = await get(`${product.url}${path}`, staff.members.owner.cookie);
    const html = await answer.text();
    expect([path, answer.status]).toEqual([path, 404]);
    expect(html).not.toMatch(/node_modules|at [\w.]+ \(|MongoServerError|\.server\.ts/);
  }
});
