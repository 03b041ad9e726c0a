import type { BenchPart } from "./bench-part.ts";
import { partPages } from "./pages.ts";
import { partImport } from "./part-import.ts";
import { partR1 } from "./part-r1.ts";
import { partR2 } from "./part-r2.ts";
import { partR4 } from "./part-r4.ts";
import { partR6 } from "./part-r6.ts";
import { partR7 } from "./webhooks.ts";

/** Everything `npm run bench` measures, in order. */
export const parts: readonly BenchPart[] = [
  partR1,
  partR2,
  partR4,
  partR6,
  partR7,
  partImport,
  partPages,
];
