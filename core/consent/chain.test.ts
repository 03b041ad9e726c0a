import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { propertyRuns } from "#tests/setup/property-runs.ts";
import { appendLinks, canonicalJson, checkLink, emptyChain } from "./chain.ts";
import { projectConsents } from "./projection.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

test("the same facts are one text, whatever order they were written in", () => {
  const at = new Date("2026-03-01T09:00:00Z");
  expect(canonicalJson({ b: [1, { d: null, c: at }], a: "é" })).toBe(
    canonicalJson({ a: "é", b: [1, { c: at, d: null }], gone: undefined }),
  );
});

test("every value has the text its keys give when each object is sorted anew", () => {
  const plainly = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(plainly);
    const sorted = Object.create(null) as Record<string, unknown>;
    for (const [key, of] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
      sorted[key] = plainly(of);
    }
    return sorted;
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonicalJson(value)).toBe(JSON.stringify(plainly(value)));
    }),
  );
  const awkward = JSON.parse('{"b":1,"__proto__":{"z":1,"a":2},"10":1,"9":2}') as unknown;
  expect(canonicalJson(awkward)).toBe('{"9":2,"10":1,"__proto__":{"a":2,"z":1},"b":1}');
});

test("any change of any line is found at that line", () => {
  const draft = fc.record({ kind: fc.string(), proof: fc.dictionary(fc.string(), fc.string()) });
  fc.assert(
    fc.property(fc.array(draft, { minLength: 2, maxLength: 8 }), fc.nat(), (drafts, pick) => {
      const { rows } = appendLinks(emptyChain, drafts, sha256);
      const at = pick % rows.length;
      const forged = rows.map((row, index) =>
        index === at ? { ...row, kind: `${row.kind}!` } : row,
      );
      let head = emptyChain;
      for (const [index, row] of forged.entries()) {
        const broken = checkLink(head, row, sha256);
        expect(broken === null).toBe(index !== at);
        if (broken) return;
        head = row;
      }
    }),
  );
});

const fact = fc.record({
  eventId: fc.string(),
  channel: fc.constantFrom("sms", "email"),
  purpose: fc.constantFrom("marketing" as const, "service" as const),
  kind: fc.constantFrom(
    "granted" as const,
    "withdrawn" as const,
    "pending" as const,
    "expired" as const,
  ),
  source: fc.constantFrom("import", "import-undo", "form", "keyword"),
  at: fc.date({ noInvalidDate: true }),
});

test("after a no, only the person's own yes is a yes", () => {
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 30 }), (facts) => {
      for (const consent of projectConsents(facts)) {
        if (consent.state !== "granted") continue;
        const own = facts.filter(
          (one) => one.channel === consent.channel && one.purpose === consent.purpose,
        );
        const lastNo = own.map((one) => one.kind).lastIndexOf("withdrawn");
        const after = own.slice(lastNo + 1);
        const isOwnYes = after.some(
          (one) =>
            one.kind === "granted" && one.source !== "import" && one.source !== "import-undo",
        );
        expect(lastNo < 0 || isOwnYes).toBe(true);
      }
    }),
    { numRuns: propertyRuns(1_000) },
  );
});

test("an unconfirmed form after a no leaves the no, and a file cannot use it", () => {
  const at = new Date("2026-03-01T09:00:00Z");
  const base = { eventId: "e", channel: "sms", purpose: "marketing", at } as const;
  const said = [
    { ...base, kind: "withdrawn", source: "keyword" },
    { ...base, kind: "pending", source: "form" },
    { ...base, kind: "granted", source: "import" },
  ] as const;
  expect(projectConsents(said)).toMatchObject([{ state: "withdrawn" }]);
  expect(projectConsents(said.slice(1))).toMatchObject([{ state: "pending" }]);
  const confirmed = { ...base, kind: "granted", source: "form" } as const;
  expect(projectConsents([...said, confirmed])).toMatchObject([{ state: "granted" }]);
});
