/**
 * A cell as a spreadsheet may open it: what it would read as a formula gets a mark in front. Phone
 * numbers keep their plus, as nothing but digits follows. Excel skips spaces and control characters,
 * so they are looked past; full-width signs count too.
 */
export function guardCell(cell: string): string {
  const bare = cell.replace(/^[\s\p{Cc}]+/u, "");
  const isPhone = /^\+[\d\s().\-/]+$/.test(bare);
  return /^[=+\-@\uFF0B\uFF0D\uFF1D\uFF20]/.test(bare) && !isPhone ? `'${cell}` : cell;
}
