import { type TemplateDraft, variantKey } from "./draft.ts";

export interface RevisionChange {
  /** `<channel>/<locale>`, or null for the fallbacks. */
  readonly variant: string | null;
  readonly kind: "added" | "removed" | "changed";
}

type Comparable = Pick<TemplateDraft, "variants" | "fallbacks">;

/** What changed from one revision to a later one. */
export function revisionChanges(before: Comparable, after: Comparable): readonly RevisionChange[] {
  const old = new Map(before.variants.map((one) => [variantKey(one), canonical(one.content)]));
  const now = new Map(after.variants.map((one) => [variantKey(one), canonical(one.content)]));
  const found: RevisionChange[] = [];
  for (const [variant, content] of now) {
    const earlier = old.get(variant);
    if (earlier === undefined) found.push({ variant, kind: "added" });
    else if (earlier !== content) found.push({ variant, kind: "changed" });
  }
  for (const variant of old.keys()) {
    if (!now.has(variant)) found.push({ variant, kind: "removed" });
  }
  const isSame = canonical(before.fallbacks) === canonical(after.fallbacks);
  return isSame ? found : [...found, { variant: null, kind: "changed" }];
}

/** The order of keys is the database's affair. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, held: unknown) =>
    typeof held === "object" && held !== null && !Array.isArray(held)
      ? Object.fromEntries(Object.entries(held).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : held,
  );
}
