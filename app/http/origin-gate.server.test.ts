import { expect, test } from "vitest";
import { isAllowed } from "./origin-gate.server.ts";

const origin = "https://antiphon.test";

test.for([
  ["a page of ours", "same-origin", origin, true],
  ["a page of ours under another name of this host", "same-origin", "http://localhost:3000", true],
  ["an old browser with our origin", undefined, origin, true],
  ["another site", "cross-site", "https://evil.example", false],
  ["a sibling subdomain", "same-site", "https://evil.antiphon.test", false],
  ["a sandboxed frame", "cross-site", "null", false],
  ["a program without headers", undefined, undefined, false],
] as const)("a post from %s", ([, site, from, expected]) => {
  const input = { method: "POST", path: "/settings/members.data", site, origin: from };
  expect(isAllowed(input, origin)).toBe(expected);
});

test("reading needs no origin, and webhooks and one-click prove themselves", () => {
  const foreign = { site: "cross-site", origin: "https://evil.example" };
  expect(isAllowed({ method: "GET", path: "/", ...foreign }, origin)).toBe(true);
  for (const path of [
    "/webhooks/telegram/acc_1",
    "/widget/api/acc_1/session",
    "/unsubscribe/abc",
  ]) {
    expect(isAllowed({ method: "POST", path, ...foreign }, origin)).toBe(true);
  }
  expect(isAllowed({ method: "POST", path: "/webhooksx/", ...foreign }, origin)).toBe(false);
});
