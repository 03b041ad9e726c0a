import { expect, test } from "vitest";
import { isBackground } from "./preferences.server.ts";

test.for([
  ["a page somebody opened", "/inbox", "antiphon_theme=dark", false],
  ["a live stream", "/events/inbox", "", true],
  ["a page that refreshes itself", "/inbox.data", "a=b; antiphon_background=1", true],
] as const)("%s", ([, path, cookie, expected]) => {
  const request = new Request(`https://antiphon.test${path}`, { headers: { cookie } });
  expect(isBackground(request)).toBe(expected);
});
