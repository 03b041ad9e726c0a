import { fold } from "../contact/fold.ts";
import { searchTokensOf } from "../contact/search.ts";
import type { ExistingRule } from "./options.ts";
import type { PersonRow } from "./row.ts";

type Value = string | number | boolean | Date | readonly string[];

/** What the merge needs to know of a person who is already here. */
export interface ExistingPerson {
  readonly name: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly locale: string | null;
  readonly zone: string | null;
  readonly identities: readonly {
    readonly kind: string;
    readonly accountId: string | null;
    readonly value: string;
  }[];
  readonly attributes: Readonly<Record<string, Value>>;
  readonly tags: readonly string[];
  readonly listIds: readonly string[];
}

export interface PersonChange {
  /** By database path; null = absent. */
  readonly fields: Readonly<Record<string, { before: Value | null; after: Value | null }>>;
  readonly addedIdentities: PersonRow["identities"];
  readonly addedTags: readonly string[];
}

/** What a row changes about a person who is already here; null = nothing. */
export function changeOf(
  person: ExistingPerson,
  row: PersonRow,
  tags: readonly string[],
  rule: ExistingRule,
): PersonChange | null {
  if (rule === "skip") return null;
  const given: Record<string, Value | null> = { locale: row.locale, zone: row.zone };
  if (row.name?.name) {
    given["name"] = row.name.name;
    given["firstName"] = row.name.firstName;
    given["lastName"] = row.name.lastName;
  }
  for (const [key, value] of Object.entries(row.attributes)) given[`attributes.${key}`] = value;
  const isNameKept = rule === "fill" && person.name !== "";
  const fields: Record<string, { before: Value | null; after: Value | null }> = {};
  for (const [path, after] of Object.entries(given)) {
    if (after === null || (isNameKept && /name$/i.test(path) && !path.includes("."))) continue;
    const before = valueAt(person, path);
    const isKept = rule === "fill" && before !== null && before !== "";
    if (!isKept && !isSame(before, after)) fields[path] = { before, after };
  }
  const known = new Set(person.identities.map((one) => `${one.kind}:${one.value}`));
  const addedIdentities = row.identities.filter((one) => !known.has(`${one.kind}:${one.value}`));
  const addedTags = [...new Set([...tags, ...row.tags])].filter(
    (tag) => !person.tags.includes(tag),
  );
  const isNothing =
    Object.keys(fields).length === 0 && addedIdentities.length === 0 && addedTags.length === 0;
  return isNothing ? null : { fields, addedIdentities, addedTags };
}

function valueAt(person: ExistingPerson, path: string): Value | null {
  if (path.startsWith("attributes.")) return person.attributes[path.slice(11)] ?? null;
  const values: Record<string, Value | null> = {
    name: person.name,
    firstName: person.firstName,
    lastName: person.lastName,
    locale: person.locale,
    zone: person.zone,
  };
  return values[path] ?? null;
}

function isSame(a: Value | null, b: Value | null): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  return a === b;
}

/** The person after the change, with what follows from it (folded name, search tokens). */
export function changedPerson<Person extends ExistingPerson>(
  person: Person,
  change: PersonChange,
): Person & { nameFolded: string; searchTokens: string[] } {
  const attributes: Record<string, Value> = { ...person.attributes };
  const plain: Record<string, Value | null> = {};
  for (const [path, { after }] of Object.entries(change.fields)) {
    if (!path.startsWith("attributes.")) plain[path] = after;
    else if (after === null) delete attributes[path.slice(11)];
    else attributes[path.slice(11)] = after;
  }
  const next = {
    ...person,
    ...plain,
    attributes,
    identities: [...person.identities, ...change.addedIdentities],
    tags: [...person.tags, ...change.addedTags],
  };
  return { ...next, nameFolded: fold(next.name), searchTokens: searchTokensOf(next) };
}
