import { expect, test } from "vitest";
import { serviceWindow } from "./window.ts";

const day = { serviceWindowHours: { value: 24 }, templateOutsideWindow: true };
const at = (iso: string) => new Date(iso);

test("a channel without a window is always open", () => {
  const rule = { serviceWindowHours: null, templateOutsideWindow: false };
  expect(serviceWindow(rule, null, at("2026-03-01T09:00Z"))).toEqual({ kind: "always" });
});

test.for([
  ["one minute after the message", "2026-03-01T09:01Z", "open"],
  ["a millisecond before the end", "2026-03-02T08:59:59.999Z", "open"],
  ["at the end itself", "2026-03-02T09:00Z", "closed"],
  ["over the spring gap the window is still 24 hours", "2026-03-02T09:00:01Z", "closed"],
] as const)("%s", ([, now, kind]) => {
  const window = serviceWindow(day, at("2026-03-01T09:00Z"), at(now));
  expect(window.kind).toBe(kind);
});

test("someone who never wrote can only get a template", () => {
  const closed = { kind: "closed", since: null, needsTemplate: true };
  expect(serviceWindow(day, null, at("2026-03-01T09:00Z"))).toEqual(closed);
});
