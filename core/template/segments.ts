import { SegmentedMessage } from "sms-segments-calculator";

/** A character that forces the whole text into UCS-2, with the place it first stands at. */
interface Switcher {
  readonly character: string;
  /** UTF-16 index of its first occurrence. */
  readonly index: number;
  readonly count: number;
  /** What GSM-7 offers in its place; null where nothing looks alike. */
  readonly replacement: string | null;
}

export interface SegmentCount {
  readonly encoding: "GSM-7" | "UCS-2";
  /** Septets (GSM-7) or UTF-16 units (UCS-2). */
  readonly units: number;
  readonly segments: number;
  /** Units still free in the last segment. */
  readonly unitsLeft: number;
  /** What turned the text into UCS-2; empty for GSM-7. */
  readonly switchers: readonly Switcher[];
  /** Characters of the extension table: two septets each. */
  readonly doubled: readonly string[];
}

const septet = { one: 160, many: 153 };
const ucs2 = { one: 70, many: 67 };

/** Only characters of the basic table: one septet each, so the count is plain division. */
const basicOnly =
  // oxlint-disable-next-line no-control-regex -- CR and LF are in the table
  /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*$/u;
const extended = /[\f^{}\\[~\]|€]/gu;

/** Look-alikes in GSM-7, offered to the author, never applied silently. */
const lookAlikes: Readonly<Record<string, string>> = {
  "«": '"',
  "»": '"',
  "“": '"',
  "”": '"',
  "„": '"',
  "‟": '"',
  "‘": "'",
  "’": "'",
  "‛": "'",
  "´": "'",
  "`": "'",
  "–": "-",
  "—": "-",
  "‐": "-",
  "‑": "-",
  "―": "-",
  "…": "...",
  "•": "-",
  "÷": "/",
  "⁄": "/",
  "¼": "1/4",
  "½": "1/2",
  "¾": "3/4",
  "\u00a0": " ",
  "\u202f": " ",
  "\t": " ",
  "\u200b": "",
};

/** Counts as networks do: greedy, never cutting an escape or a surrogate pair. Empty text = 0 segments. */
export function countSegments(input: string): SegmentCount {
  const text = input.replace(/\r\n?/g, "\n");
  if (basicOnly.test(text)) return countSingles(text.length);
  const message = new SegmentedMessage(text, "auto");
  const encoding = message.encodingName;
  const sizes = encoding === "GSM-7" ? septet : ucs2;
  const bits = encoding === "GSM-7" ? 7 : 16;
  const last = message.segments.at(-1);
  const lastUnits = (last?.messageSizeInBits() ?? 0) / bits;
  const segments = message.segmentsCount;
  return {
    encoding,
    units: message.messageSize / bits,
    segments,
    unitsLeft: Math.max(0, (segments > 1 ? sizes.many : sizes.one) - lastUnits),
    switchers: encoding === "UCS-2" ? findSwitchers(text, message.getNonGsmCharacters()) : [],
    doubled: encoding === "GSM-7" ? [...new Set(text.match(extended) ?? [])] : [],
  };
}

function countSingles(units: number): SegmentCount {
  const segments = units === 0 ? 0 : units <= septet.one ? 1 : Math.ceil(units / septet.many);
  const room = segments <= 1 ? septet.one : segments * septet.many;
  return {
    encoding: "GSM-7",
    units,
    segments,
    unitsLeft: room - units,
    switchers: [],
    doubled: [],
  };
}

function findSwitchers(text: string, characters: readonly string[]): Switcher[] {
  const counts = new Map<string, number>();
  for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts]
    .map(([character, count]) => ({
      character,
      index: text.indexOf(character),
      count,
      replacement: lookAlikes[character] ?? null,
    }))
    .sort((a, b) => a.index - b.index);
}

/** The text with every look-alike put in GSM-7 form: shown beside the original for the author to choose. */
export function toGsmLookAlikes(text: string): string {
  return Array.from(text, (character) => lookAlikes[character] ?? character).join("");
}
