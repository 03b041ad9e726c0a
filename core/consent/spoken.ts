/** What a person wrote, made comparable: both readers of opt-outs look at it through this page. */

/** Upper case without diacritics, zero-width characters, punctuation and emoji; single spaces. */
export function fold(text: string): string {
  return text
    .normalize("NFKC")
    .toUpperCase()
    .normalize("NFD")
    .replace(/[\p{M}\p{Cf}]/gu, "")
    .normalize("NFC")
    .replace(/[\p{P}\p{S}\p{C}\p{Z}\s]+/gu, " ")
    .trim();
}

/** A mail's own first line: signatures and polite closings below it do not hide a STOP. */
export function firstLine(text: string): string {
  return text.split(/\r?\n/).find((line) => line.trim() !== "") ?? "";
}

/** A mail's own words: our message quoted below them has an unsubscribe line of its own. */
export function ownLines(text: string): string {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => /^\s*>|^-- ?$|^_{5,}|^-{5,}/.test(line));
  return (end === -1 ? lines : lines.slice(0, end)).join("\n");
}
