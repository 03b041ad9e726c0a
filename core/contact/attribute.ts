import { err, ok, type Result } from "../result.ts";

export const attributeTypes = ["text", "number", "boolean", "date", "choice"] as const;
export type AttributeType = (typeof attributeTypes)[number];

export interface AttributeDefinition {
  /** Stable name in filters and templates: `attributes.<key>`. */
  readonly key: string;
  readonly type: AttributeType;
  /** The values a choice allows; empty for the other types. */
  readonly choices: readonly string[];
}

export type AttributeError = "not-a-number" | "not-yes-or-no" | "not-a-date" | "not-a-choice";

const TEXT_MAX = 2_000;
const yes = new Set(["true", "yes", "y", "1", "ja", "j", "x", "on", "waar", "oui", "si"]);
const no = new Set(["false", "no", "n", "0", "nee", "off", "onwaar", "non", "nein"]);

/** A cell or form field read as its type; null = empty. */
export function parseAttribute(
  definition: AttributeDefinition,
  text: string,
): Result<string | number | boolean | Date | null, AttributeError> {
  const bare = text.trim();
  if (bare === "") return ok(null);
  switch (definition.type) {
    case "text":
      return ok(bare.slice(0, TEXT_MAX));
    case "number":
      return parseNumber(bare);
    case "boolean":
      return parseYesNo(bare);
    case "date":
      return parseDate(bare);
    case "choice": {
      const folded = bare.toLowerCase();
      const choice = definition.choices.find((one) => one.toLowerCase() === folded);
      return choice === undefined ? err("not-a-choice") : ok(choice);
    }
  }
}

/** 1234.5, 1,234.5, 1.234,5 and 1 234,5 are the same number; "1,234" alone is read as thousands. */
function parseNumber(text: string): Result<number, AttributeError> {
  const bare = text.replace(/[\s\u00A0\u202F€$£%]/g, "");
  const comma = bare.lastIndexOf(",");
  const dot = bare.lastIndexOf(".");
  const isThousands = /^-?\d{1,3}(,\d{3})+$/.test(bare);
  const plain =
    comma > dot && !isThousands
      ? bare.replace(/\./g, "").replace(",", ".")
      : bare.replace(/,/g, "");
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(plain)) return err("not-a-number");
  return ok(Number(plain));
}

function parseYesNo(text: string): Result<boolean, AttributeError> {
  const bare = text.toLowerCase();
  if (yes.has(bare)) return ok(true);
  if (no.has(bare)) return ok(false);
  return err("not-yes-or-no");
}

/** 2026-03-01 (with or without a time), 1-3-2026, 01/03/2026 (day first, as most of the world). */
export function parseDate(text: string): Result<Date, AttributeError> {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](.+))?$/.exec(text);
  if (iso) {
    const [, year, month, day, time] = iso;
    if (time === undefined) return calendarDay(Number(year), Number(month), Number(day));
    const instant = new Date(/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`);
    return Number.isNaN(instant.getTime()) ? err("not-a-date") : ok(instant);
  }
  const european = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(text);
  if (!european) return err("not-a-date");
  const [, day, month, year] = european;
  return calendarDay(Number(year), Number(month), Number(day));
}

function calendarDay(year: number, month: number, day: number): Result<Date, AttributeError> {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? ok(date) : err("not-a-date");
}

/** "Loyalty points" → "loyaltyPoints": safe in a template path and in a database path. */
export function attributeKey(label: string): string {
  const words = label
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .match(/[a-zA-Z0-9]+/g);
  if (!words) return "";
  const key = words
    .map((word, index) => {
      const lower = word.toLowerCase();
      return index === 0 ? lower : lower.slice(0, 1).toUpperCase() + lower.slice(1);
    })
    .join("")
    .slice(0, 60);
  return /^[a-z]/.test(key) ? key : `a${key}`;
}
