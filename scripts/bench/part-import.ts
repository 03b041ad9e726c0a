import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { workerFlags } from "#scripts/run/worker-flags.ts";
import type { BenchPart } from "./bench-part.ts";
import { compiledFile } from "./compiled.ts";

const Result = z.looseObject({
  rows: z.number(),
  imported: z.looseObject({
    seconds: z.number(),
    rowsPerSecond: z.number(),
    rssGrowthMb: z.number(),
  }),
});

const TARGET = { rowsPerSecond: 3_000, growthMb: 120 };

/** Rows per second of a large file with declared consent, on the database a new user has. */
export const partImport: BenchPart = {
  id: "import",
  title: "import of a CSV file with consent",
  async run({ isSmall }) {
    const rows = isSmall ? 10_000 : 200_000;
    const args = [...workerFlags, compiledFile("import"), String(rows)];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const raw = Result.parse(JSON.parse(stdout));
    const { seconds, rowsPerSecond, rssGrowthMb } = raw.imported;
    return {
      summary:
        `import ${rowsPerSecond} rows/s, ${raw.rows} rows in ${seconds} s ` +
        `(target ${TARGET.rowsPerSecond}); memory grew by ${rssGrowthMb} MB ` +
        `(at most ${TARGET.growthMb})`,
      passed: rowsPerSecond >= TARGET.rowsPerSecond && rssGrowthMb <= TARGET.growthMb,
      raw,
    };
  },
};
