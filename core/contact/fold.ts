// Letters that no accent was put on, so that taking accents away leaves them standing.
const plain: Readonly<Record<string, string>> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  ı: "i",
  đ: "d",
  ð: "d",
  þ: "th",
  æ: "ae",
  œ: "oe",
};

/** Case, accents and odd spaces taken away: what search and duplicate checks compare. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  // Most names are plain; the rest of the work is for the others.
  const bare = /^[\x20-\x7E]*$/.test(lower)
    ? lower
    : lower
        .normalize("NFKD")
        .replace(/\p{M}+/gu, "")
        .replace(/[ßøłıđðþæœ]/g, (letter) => plain[letter] ?? letter);
  return bare.replace(/\s+/g, " ").trim();
}

/** Folded words: letters and digits of any script. */
export function foldedWords(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}
