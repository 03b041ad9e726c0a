import type { FileEncoding } from "./options.ts";

/** How the bytes of a text file are to be read, and how many of them are only a mark. */
export interface DetectedEncoding {
  readonly encoding: FileEncoding;
  readonly markBytes: number;
}

/**
 * `isUtf8` was found over the whole file, not the beginning: a Windows file may hold its first
 * accent in the last row.
 */
export function detectEncoding(start: Uint8Array, isUtf8: boolean): DetectedEncoding {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) {
    return { encoding: "utf-8", markBytes: 3 };
  }
  if (start[0] === 0xff && start[1] === 0xfe) return { encoding: "utf-16le", markBytes: 2 };
  if (start[0] === 0xfe && start[1] === 0xff) return { encoding: "utf-16be", markBytes: 2 };
  const wide = wideWithoutMark(start);
  if (wide) return { encoding: wide, markBytes: 0 };
  return { encoding: isUtf8 ? "utf-8" : "windows-1252", markBytes: 0 };
}

/** UTF-16 of western text: every other byte is nought. */
function wideWithoutMark(start: Uint8Array): FileEncoding | null {
  const pairs = Math.min(start.length, 4_096) >> 1;
  if (pairs < 4) return null;
  let even = 0;
  let odd = 0;
  for (let index = 0; index < pairs; index += 1) {
    if (start[2 * index] === 0) even += 1;
    if (start[2 * index + 1] === 0) odd += 1;
  }
  if (odd > 0.7 * pairs && even < 0.1 * pairs) return "utf-16le";
  if (even > 0.7 * pairs && odd < 0.1 * pairs) return "utf-16be";
  return null;
}

export type NotAText = "empty" | "zip-or-excel" | "pdf" | "image" | "binary";

const signatures: readonly [NotAText, readonly number[]][] = [
  ["zip-or-excel", [0x50, 0x4b, 0x03, 0x04]],
  // Excel before 2007.
  ["zip-or-excel", [0xd0, 0xcf, 0x11, 0xe0]],
  ["pdf", [0x25, 0x50, 0x44, 0x46]],
  ["image", [0x89, 0x50, 0x4e, 0x47]],
  ["image", [0xff, 0xd8, 0xff]],
  ["image", [0x47, 0x49, 0x46, 0x38]],
  ["zip-or-excel", [0x1f, 0x8b]],
];

/** Why these bytes are no list of people; null = they may be. */
export function notAText(start: Uint8Array, encoding: FileEncoding): NotAText | null {
  if (start.length === 0) return "empty";
  for (const [kind, bytes] of signatures) {
    if (bytes.every((byte, index) => start[index] === byte)) return kind;
  }
  const text = new TextDecoder(encoding).decode(start);
  if (text.trim() === "") return "empty";
  let odd = 0;
  for (const character of text) if (isOddCharacter(character.charCodeAt(0))) odd += 1;
  // A stray NUL is a bad row; a file full of them is no text.
  return odd > text.length * 0.05 ? "binary" : null;
}

function isOddCharacter(code: number): boolean {
  return (code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 0xfffd;
}
