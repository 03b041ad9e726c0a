import fc from "fast-check";
import { expect, test } from "vitest";
import { Contacts } from "#models/contact.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { context, filter, ids, person } from "#tests/factories/filter.ts";
import { propertyRuns } from "#tests/setup/property-runs.ts";
import { compileFilter } from "./compile.ts";
import type { Person } from "./context.ts";
import { evaluator } from "./evaluate.ts";
import { PeopleIndex } from "./people-index.ts";

useTestDatabase();

test("the Mongo filter and the in-process evaluator name the same people", async () => {
  const people = fc.tuple(...ids.map(person));
  const property = fc.asyncProperty(
    people,
    context,
    fc.array(filter, { minLength: 12, maxLength: 12 }),
    async (rows, ctx, filters) => {
      await Contacts.collection.deleteMany({});
      await Contacts.collection.insertMany(
        rows.map((row, ordinal) => stored(row, ordinal)) as never,
      );
      for (const one of filters) {
        const found = await Contacts.collection
          .find({ $and: [{ workspaceId: "wsp_1" }, compileFilter(one, ctx)] } as never)
          .project({ _id: 1 })
          .toArray();
        const test = evaluator(one, ctx);
        const expected = rows.filter((row) => test(row)).map((row) => row._id);
        expect(found.map((row) => String(row._id)).sort(), JSON.stringify(one)).toEqual(
          expected.sort(),
        );
      }
    },
  );
  await fc.assert(property, { numRuns: propertyRuns(40) });
}, 600_000);

function stored(row: Person, ordinal: number) {
  return { ...row, workspaceId: "wsp_1", ordinal };
}

test("the columns kept for live counts name the same people, also after changes", () => {
  const people = fc.tuple(...ids.map(person));
  const property = fc.property(people, people, context, filter, (before, after, ctx, one) => {
    const index = new PeopleIndex();
    before.forEach((row, ordinal) => index.put(ordinal, row, []));
    after.forEach((row, ordinal) => {
      if (ordinal % 3 === 0) index.put(ordinal, row, []);
      if (ordinal % 7 === 1) index.drop(row._id);
    });
    const now = before.map((row, ordinal) => (ordinal % 3 === 0 ? (after[ordinal] ?? row) : row));
    const test = evaluator(one, ctx);
    const expected = now.filter((row, ordinal) => ordinal % 7 !== 1 && test(row));
    const mask = index.select(one, ctx);
    const found = ids.filter((_, row) => mask[row] === 1);
    expect(found).toEqual(expected.map((row) => row._id));
  });
  fc.assert(property, { numRuns: propertyRuns(200) });
});
