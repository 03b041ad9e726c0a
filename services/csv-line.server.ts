import { stringify } from "csv-stringify/sync";
import { guardCell } from "#core/import/guard-cell.ts";

/** One record of a file we give out: guarded against formulas, and a lone return stays in its cell. */
export function csvLine(cells: readonly string[], delimiter = ","): string {
  return stringify([cells.map(guardCell)], {
    ...{ delimiter, record_delimiter: "windows", quoted_match: /[\r\n]/ },
  });
}
