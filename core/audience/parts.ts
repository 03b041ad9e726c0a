import type { Filter } from "./filter.ts";

/** Segments + lists + saved audiences: what is taken in, or left out. */
export interface Parts {
  readonly segmentIds: readonly string[];
  readonly listIds: readonly string[];
  /** Only a campaign names audiences; an audience never holds another one. */
  readonly audienceIds?: readonly string[] | undefined;
}

export interface Combination {
  readonly include: Parts;
  readonly exclude: Parts;
}

/** What the ids in parts stand for, by id. */
export interface KnownParts {
  readonly segments: ReadonlyMap<string, Filter>;
  readonly audiences: ReadonlyMap<string, Combination>;
}

export const noParts: Parts = { segmentIds: [], listIds: [] };

const nobody: Filter = { type: "or", rules: [] };

/**
 * One filter for a whole audience, with every rule inside: later edits of a segment do not reach it.
 * Empty include = everybody; a segment or audience that no longer exists stands for nobody, so a
 * removed part never widens a send to everyone.
 */
export function audienceFilter({ include, exclude }: Combination, known: KnownParts): Filter {
  const inside = partRules(include, known);
  const outside = partRules(exclude, known);
  const rules: Filter[] = [];
  if (inside.length > 0) rules.push(joined("or", inside));
  if (outside.length > 0) rules.push({ type: "not", rule: joined("or", outside) });
  return joined("and", rules);
}

/** A group of one is that one: whoever reads why a person is in should not dig for it. */
function joined(type: "and" | "or", rules: readonly Filter[]): Filter {
  const [first] = rules;
  return first && rules.length === 1 ? first : { type, rules };
}

/** Nothing narrows it: no part is named, or one of the audiences named takes everybody in. */
export function isEverybody(
  include: Parts,
  audiences: ReadonlyMap<string, Combination> = new Map(),
): boolean {
  const { segmentIds, listIds, audienceIds = [] } = include;
  if (segmentIds.length + listIds.length + audienceIds.length === 0) return true;
  return audienceIds.some((id) => {
    const audience = audiences.get(id);
    return audience !== undefined && [audience.include, audience.exclude].every(isEmpty);
  });
}

/** The segments a combination speaks of, those of its audiences included. */
export function segmentIdsOf(
  { include, exclude }: Combination,
  audiences: ReadonlyMap<string, Combination>,
): readonly string[] {
  const parts = [include, exclude];
  const within = parts.flatMap(({ audienceIds = [] }) =>
    audienceIds.flatMap((id) => {
      const audience = audiences.get(id);
      return audience ? [audience.include, audience.exclude] : [];
    }),
  );
  return [...new Set([...parts, ...within].flatMap(({ segmentIds }) => segmentIds))];
}

function isEmpty({ segmentIds, listIds }: Parts): boolean {
  return segmentIds.length + listIds.length === 0;
}

function partRules(parts: Parts, known: KnownParts): readonly Filter[] {
  const { segmentIds, listIds, audienceIds = [] } = parts;
  return [
    ...segmentIds.map((id) => known.segments.get(id) ?? nobody),
    ...listIds.map((listId): Filter => ({ type: "list", listId })),
    ...audienceIds.map((id) => {
      const audience = known.audiences.get(id);
      return audience ? audienceFilter(audience, known) : nobody;
    }),
  ];
}
