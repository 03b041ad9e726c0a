import {
  findProblems,
  type ContactImportRow,
  type ImportProblemRow,
} from "#models/contact-import.server.ts";
import { csvLine } from "./csv-line.server.ts";

const ROWS_PER_WINDOW = 1_000;

/**
 * The refused rows as they came, with their line and why: to be mended and imported again. Cells keep
 * their very characters (a phone number begins with "+"), so no spreadsheet guard is put before them
 * unless one would be read as a formula.
 */
export async function* problemFile(
  job: ContactImportRow,
  sentence: (problem: ImportProblemRow) => string,
): AsyncGenerator<string> {
  const width = job.header.length;
  yield line([...job.header, "line", "reason"], job);
  for (let from = 1; from <= job.counts.rows; from += ROWS_PER_WINDOW) {
    const problems = await findProblems(job._id, from, from + ROWS_PER_WINDOW - 1);
    const rows = problems.map((problem) => {
      // Surplus cells stay, so that a ragged row is refused again until somebody mends it.
      const length = Math.max(width, problem.cells.length);
      const cells = Array.from({ length }, (_, index) => problem.cells[index] ?? "");
      return line([...cells, String(problem.line), sentence(problem)], job);
    });
    if (rows.length > 0) yield rows.join("");
  }
}

function line(cells: readonly string[], job: ContactImportRow): string {
  return csvLine(cells, job.options.delimiter);
}
