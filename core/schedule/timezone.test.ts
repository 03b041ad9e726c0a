import { expect, test } from "vitest";
import { readWallTime, wallTimeOf } from "./timezone.ts";

const amsterdam = "Europe/Amsterdam";

test.for([
  ["an ordinary morning", "2026-12-01T09:00", amsterdam, { kind: "exact", at: "2026-12-01T08:00" }],
  [
    "an hour the spring change leaves out",
    "2026-03-29T02:30",
    amsterdam,
    { kind: "missing", at: "2026-03-29T01:00", shownAs: "2026-03-29T03:00" },
  ],
  [
    "an hour the autumn change shows twice",
    "2026-10-25T02:30",
    amsterdam,
    { kind: "ambiguous", at: "2026-10-25T00:30", again: "2026-10-25T01:30" },
  ],
  [
    "half an hour left out on Lord Howe Island",
    "2026-10-04T02:15",
    "Australia/Lord_Howe",
    { kind: "missing", at: "2026-10-03T15:30", shownAs: "2026-10-04T02:30" },
  ],
  [
    "the day Samoa left out",
    "2011-12-30T10:00",
    "Pacific/Apia",
    { kind: "missing", at: "2011-12-30T10:00", shownAs: "2011-12-31T00:00" },
  ],
  ["a date that is none", "2026-02-30T09:00", amsterdam, { kind: "unreadable" }],
  ["a zone that is none", "2026-02-20T09:00", "Mars/Base", { kind: "unreadable" }],
] as const)("%s", ([, localTime, zone, expected]) => {
  const read = JSON.parse(JSON.stringify(readWallTime({ localTime, zone }))) as Record<
    string,
    string
  >;
  const short = Object.entries(read).map(([key, value]) => [key, value.replace(/:00\.000Z$/, "")]);
  expect(Object.fromEntries(short)).toEqual(expected);
});

test("a wall time read and shown again is itself", () => {
  const read = readWallTime({ localTime: "2026-07-14T18:45", zone: "America/St_Johns" });
  expect(read.kind === "exact" && wallTimeOf(read.at, "America/St_Johns")).toBe("2026-07-14T18:45");
});
