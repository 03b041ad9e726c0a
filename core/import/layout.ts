import { normaliseEmail, normalisePhone } from "../contact/address.ts";
import { delimiters, type Delimiter } from "./options.ts";

const LINES_LOOKED_AT = 30;

/** The mark that cuts the first lines into the same number of cells, at least two; else a comma. */
export function detectDelimiter(text: string): Delimiter {
  let best: { delimiter: Delimiter; score: number } = { delimiter: ",", score: 0 };
  for (const delimiter of delimiters) {
    const cells = countPerLine(text, delimiter);
    const usual = mostCommon(cells);
    const share = cells.filter((count) => count === usual).length / Math.max(1, cells.length);
    const score = usual === 0 ? 0 : share * 10 + Math.min(usual, 50) / 50;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** Delimiters outside quotes on each of the first lines. */
function countPerLine(text: string, delimiter: string): number[] {
  const counts: number[] = [];
  let count = 0;
  let isQuoted = false;
  let hasText = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === delimiter) count += 1;
    else if (!isQuoted && character === "\n") {
      if (hasText) counts.push(count);
      count = 0;
      hasText = false;
      if (counts.length === LINES_LOOKED_AT) return counts;
      continue;
    }
    hasText ||= character !== "\r";
  }
  if (hasText) counts.push(count);
  return counts;
}

function mostCommon(numbers: readonly number[]): number {
  const tally = new Map<number, number>();
  for (const number of numbers) tally.set(number, (tally.get(number) ?? 0) + 1);
  const [first] = [...tally].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  return first?.[0] ?? 0;
}

/** Does the first row name the columns? Names are words, all different, and no addresses or numbers. */
export function detectHeader(rows: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = rows;
  if (!first) return false;
  const cells = first.map((cell) => cell.trim()).filter((cell) => cell !== "");
  const isValue = (cell: string): boolean =>
    normaliseEmail(cell).ok || /^[+\d][\d\s().,:/-]*$/.test(cell) || normalisePhone(cell, null).ok;
  if (cells.length === 0 || cells.some(isValue)) return false;
  if (new Set(cells.map((cell) => cell.toLowerCase())).size < cells.length) return rest.length > 0;
  return cells.every((cell) => cell.length <= 60);
}

/** Column names: those of the header, made whole and different, or numbers. */
export function columnNames(first: readonly string[], hasHeader: boolean, width: number): string[] {
  const seen = new Map<string, number>();
  return Array.from({ length: Math.max(width, first.length) }, (_, index) => {
    const given = hasHeader ? (first[index] ?? "").replace(/\s+/g, " ").trim().slice(0, 120) : "";
    const name = given || `Column ${index + 1}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}
