/** One figure of performance.md 6. Add a part: one file and one line in parts.ts. */
export interface BenchPart {
  /** As in performance.md: "R1". */
  readonly id: string;
  readonly title: string;
  run(context: BenchContext): Promise<PartResult>;
}

export interface BenchContext {
  /** Measured runs per side. */
  readonly runs: number;
  /** Smaller sizes, for a quick look; the result says so. */
  readonly isSmall: boolean;
  say(line: string): void;
}

export interface PartResult {
  /** The sentence that is printed. */
  readonly summary: string;
  readonly passed: boolean;
  /** Every raw run, for --json. */
  readonly raw: unknown;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

export function range(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(2)}-${Math.max(...values).toFixed(2)}`;
}
