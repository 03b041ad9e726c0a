/** Every row of the file ends in exactly one of these, so they add up to `rows`. */
export interface ImportCounts {
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  /** Already here, and the row says nothing new (or the rule says leave them). */
  readonly unchanged: number;
  /** A person an earlier row of the same file already named. */
  readonly duplicate: number;
  /** In the error file, with a reason. */
  readonly invalid: number;
}

/** Not rows but consents: what the declared consent did. */
export interface ConsentCounts {
  readonly granted: number;
  /** People who opted out earlier; the file changes nothing for them. */
  readonly keptOptedOut: number;
}

export const noCounts: ImportCounts = {
  rows: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  duplicate: 0,
  invalid: 0,
};

export const noConsentCounts: ConsentCounts = { granted: 0, keptOptedOut: 0 };

export function addCounts(a: ImportCounts, b: ImportCounts): ImportCounts {
  return {
    rows: a.rows + b.rows,
    created: a.created + b.created,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    duplicate: a.duplicate + b.duplicate,
    invalid: a.invalid + b.invalid,
  };
}

export function addConsentCounts(a: ConsentCounts, b: ConsentCounts): ConsentCounts {
  return { granted: a.granted + b.granted, keptOptedOut: a.keptOptedOut + b.keptOptedOut };
}

export function countsAddUp(counts: ImportCounts): boolean {
  const { rows, created, updated, unchanged, duplicate, invalid } = counts;
  return rows === created + updated + unchanged + duplicate + invalid;
}
