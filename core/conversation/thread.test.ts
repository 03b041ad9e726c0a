import fc from "fast-check";
import { expect, test } from "vitest";
import { arrange, attribute, tieKey, type Arrangeable, type SentBefore } from "./thread.ts";

const at = (iso: string) => new Date(iso);
const sent = (over: Partial<SentBefore>): SentBefore => ({
  _id: "dlv_1",
  campaignId: "cmp_1",
  accountId: "acc_1",
  state: "accepted",
  at: at("2026-03-01T09:00Z"),
  ...over,
});
const message = { accountId: "acc_1", at: at("2026-03-02T09:00Z") };

test("a quoted delivery wins over a later one", () => {
  const later = sent({ _id: "dlv_2", campaignId: "cmp_2", at: at("2026-03-02T08:00Z") });
  expect(attribute(message, sent({}), [later])).toEqual({
    deliveryId: "dlv_1",
    campaignId: "cmp_1",
    answersBy: "exact",
  });
});

test("without a quote the last delivery before the message is answered", () => {
  const rows = [
    sent({}),
    sent({ _id: "dlv_2", at: at("2026-03-02T08:59Z") }),
    sent({ _id: "dlv_3", at: at("2026-03-02T09:01Z") }),
  ];
  expect(attribute(message, null, rows)?.deliveryId).toBe("dlv_2");
});

test.for([
  ["another account", { accountId: "acc_2" }],
  ["a skipped recipient", { state: "skipped" }],
  ["a failed send", { state: "failed" }],
  ["eight days before", { at: at("2026-02-22T09:00Z") }],
] as const)("%s is not what the message answers", ([, over]) => {
  expect(attribute(message, null, [sent(over)])).toBeNull();
});

test("an uncertain send may be the one that was answered", () => {
  expect(attribute(message, null, [sent({ state: "uncertain" })])?.answersBy).toBe("window");
});

test("numbers in provider ids compare as numbers", () => {
  expect(tieKey("acc:9") < tieKey("acc:10")).toBe(true);
});

const row = fc.record({
  _id: fc.uuid(),
  at: fc.integer({ min: 0, max: 5 }).map((second) => new Date(second * 1_000)),
  groupId: fc.option(fc.constantFrom("album-a", "album-b"), { nil: null }),
});

test("a thread reads the same in whatever order its parts came, albums in one piece", () => {
  const shuffled = fc
    .uniqueArray(row, { selector: (one) => one._id, maxLength: 14 })
    .chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
    );
  fc.assert(
    fc.property(shuffled, ([rows, other]: [Arrangeable[], Arrangeable[]]) => {
      const thread = arrange(rows);
      expect(arrange(other)).toEqual(thread);
      for (const album of ["album-a", "album-b"]) {
        const places = thread.flatMap((one, index) => (one.groupId === album ? [index] : []));
        const [first = 0] = places;
        expect(places).toEqual(places.map((_, index) => first + index));
      }
    }),
  );
});
