import type { AnyModel } from "#models/ensure-indexes.server.ts";
import { indexSpecs } from "#models/ensure-indexes.server.ts";

/** A filter as it went to the server. */
export interface SentFilter {
  readonly collection: string;
  readonly command: string;
  readonly filter: Readonly<Record<string, unknown>>;
}

type Indexes = ReadonlyMap<string, readonly (readonly string[])[]>;

export function indexesOf(models: readonly AnyModel[]): Indexes {
  return new Map(
    models.map((model) => [
      model.collection.collectionName,
      [["_id"], ...indexSpecs(model).map(({ key }) => Object.keys(key))],
    ]),
  );
}

/**
 * The rule of every server we run on: all fields of a filter are the leading fields of one index.
 * null = kept; else what is wrong with it, by the shape of the filter.
 */
export function uncovered(sent: SentFilter, indexes: Indexes): string | null {
  const { collection, command, filter } = sent;
  const found = indexes.get(collection);
  if (!found) return "a collection without a model";
  if (command === "findAndModify") return "findOneAndUpdate always reads the whole collection";
  for (const branch of branchesOf(filter)) {
    const fields = new Set(branch.map(([field]) => field));
    const isCovered =
      fields.size > 0 &&
      found.some(
        (index) =>
          fields.size <= index.length && index.slice(0, fields.size).every((f) => fields.has(f)),
      );
    if (!isCovered) return `no index begins with {${[...fields].join(", ")}}`;
    for (const [field, condition] of branch) {
      const flaw = flawOf(condition);
      if (flaw) return `${field}: ${flaw}`;
    }
  }
  return null;
}

type Condition = readonly [field: string, condition: unknown];

/** Each way the filter can be met: `$or` branches, with what stands beside them. */
function branchesOf(filter: Readonly<Record<string, unknown>>): Condition[][] {
  let branches: Condition[][] = [[]];
  for (const [field, condition] of Object.entries(filter)) {
    if (field !== "$or" && field !== "$and") {
      branches = branches.map((branch) => [...branch, [field, condition] as const]);
      continue;
    }
    const parts = (condition as Record<string, unknown>[]).map(branchesOf);
    const beside = field === "$or" ? [parts.flat()] : parts;
    for (const choices of beside) {
      branches = branches.flatMap((branch) => choices.map((choice) => [...branch, ...choice]));
    }
  }
  return branches;
}

function flawOf(condition: unknown): string | null {
  if (condition instanceof RegExp) return "a RegExp literal finds nothing on an indexed field";
  if (typeof condition !== "object" || condition === null) return null;
  for (const [operator, value] of Object.entries(condition)) {
    if (operator === "$in" && Array.isArray(value) && value.length === 0) {
      return "an empty $in is looked for in every row";
    }
    if (["$ne", "$nin", "$not", "$where"].includes(operator)) {
      return `${operator} cannot be looked up`;
    }
  }
  return null;
}
