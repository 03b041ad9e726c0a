import type { ImportCounts } from "#core/import/counts.ts";

/** Batches of nothing but new people after which the next is taken for another one. */
const STREAK_MIN = 4;

/**
 * Whether the next batch is likely to be about new people only. Looking them all up costs a quarter
 * of what inserting them does; an insert that is refused costs the whole insert.
 */
export class Expectation {
  private streak = STREAK_MIN;

  get areAllNew(): boolean {
    return this.streak >= STREAK_MIN;
  }

  learn({ updated, unchanged, duplicate }: ImportCounts): void {
    this.streak = updated + unchanged + duplicate === 0 ? this.streak + 1 : 0;
  }
}
