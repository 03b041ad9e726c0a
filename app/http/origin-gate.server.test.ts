import { expect, test } from "vitest";
import { judgeOrigin } from "./origin-gate.server.ts";

const origin = "https://antiphon.test";
const post = { method: "POST", path: "/settings/members.data", host: "antiphon.test" };

test.for([
  ["a page of ours", "same-origin", origin, "antiphon.test", "in"],
  ["a page under another name of this host", "same-origin", "http://pc:3000", "pc:3000", "in"],
  ["an old browser with our origin", undefined, origin, "antiphon.test", "in"],
  ["our own page without an origin", "same-origin", undefined, "antiphon.test", "in"],
  ["a page of ours that sends no referrer", "same-origin", "null", "antiphon.test", "unnamed"],
  ["another site", "cross-site", "https://evil.example", "antiphon.test", "foreign"],
  ["a sibling subdomain", "same-site", "https://evil.antiphon.test", "antiphon.test", "foreign"],
  ["a sandboxed frame", "cross-site", "null", "antiphon.test", "foreign"],
  ["an old browser's sandboxed frame", undefined, "null", "antiphon.test", "foreign"],
  ["a program without headers", undefined, undefined, "antiphon.test", "foreign"],
] as const)("a post from %s", ([, site, from, host, expected]) => {
  expect(judgeOrigin({ ...post, site, origin: from, host }, origin)).toBe(expected);
});

test.for([
  ["another host than it was sent to", "https://evil.example", "antiphon.test"],
  ["our name behind a proxy that keeps its own", origin, "127.0.0.1:3000"],
  ["no address at all", "nonsense", "antiphon.test"],
  ["nobody, where no host is told", origin, undefined],
] as const)("an origin of %s is refused, however same-origin it calls itself", ([, from, host]) => {
  const same = { ...post, origin: from, host, site: "same-origin" };
  expect(judgeOrigin(same, origin)).toBe("other-host");
  expect(judgeOrigin({ ...same, site: undefined }, origin)).toMatch(/^(foreign|other-host)$/);
});

test("reading needs no origin, and webhooks and one-click prove themselves", () => {
  const foreign = { ...post, site: "cross-site", origin: "https://evil.example" };
  expect(judgeOrigin({ ...foreign, method: "GET", path: "/" }, origin)).toBe("in");
  for (const path of ["/webhooks/telegram/acc_1", "/widget/api/acc_1/session"]) {
    expect(judgeOrigin({ ...foreign, path }, origin)).toBe("in");
  }
  expect(judgeOrigin({ ...foreign, path: "/unsubscribe/abc" }, origin)).toBe("unnamed");
  expect(judgeOrigin({ ...foreign, path: "/webhooksx/" }, origin)).toBe("foreign");
});
