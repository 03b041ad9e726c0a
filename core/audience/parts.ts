import type { Filter } from "./filter.ts";

/** Segments + lists − exclusions, as a campaign or an audience names them. */
export interface Parts {
  readonly segmentIds: readonly string[];
  readonly listIds: readonly string[];
}

export const noParts: Parts = { segmentIds: [], listIds: [] };

/**
 * One filter for a whole audience. Empty include = everybody; a segment that no longer exists
 * stands for nobody, so a removed part never widens a send to everyone.
 */
export function audienceFilter(
  include: Parts,
  exclude: Parts,
  segments: ReadonlyMap<string, Filter>,
): Filter {
  const inside = partRules(include, segments);
  const outside = partRules(exclude, segments);
  const rules: Filter[] = [];
  if (inside.length > 0) rules.push({ type: "or", rules: inside });
  if (outside.length > 0) rules.push({ type: "not", rule: { type: "or", rules: outside } });
  return { type: "and", rules };
}

export function isEverybody({ segmentIds, listIds }: Parts): boolean {
  return segmentIds.length === 0 && listIds.length === 0;
}

function partRules(parts: Parts, segments: ReadonlyMap<string, Filter>): readonly Filter[] {
  const nobody: Filter = { type: "or", rules: [] };
  return [
    ...parts.segmentIds.map((id) => segments.get(id) ?? nobody),
    ...parts.listIds.map((listId): Filter => ({ type: "list", listId })),
  ];
}
