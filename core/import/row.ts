import { normaliseEmail, normalisePhone } from "../contact/address.ts";
import { parseAttribute } from "../contact/attribute.ts";
import { personName, type PersonName } from "../contact/name.ts";
import { err, ok, type Result } from "../result.ts";
import type { ColumnTarget, ImportOptions } from "./options.ts";

export interface RowIdentity {
  readonly kind: "phone" | "email";
  readonly accountId: null;
  readonly value: string;
}

/** A row understood: what it says about one person. */
export interface PersonRow {
  readonly identities: readonly RowIdentity[];
  /** null = no name column, or empty cells. */
  readonly name: PersonName | null;
  readonly locale: string | null;
  readonly zone: string | null;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, string | number | boolean | Date>>;
}

export const rowProblems = [
  "no-address",
  "phone-mangled",
  "phone-unreadable",
  "phone-no-country",
  "phone-invalid",
  "email-invalid",
  "not-a-number",
  "not-yes-or-no",
  "not-a-date",
  "not-a-choice",
  "locale-unknown",
  "zone-unknown",
  "cell-too-long",
  "control-characters",
  "too-many-cells",
  "two-people",
] as const;
export type RowProblem = (typeof rowProblems)[number];

export interface RefusedCell {
  readonly reason: RowProblem;
  /** Index of the column, null = the whole row. */
  readonly column: number | null;
}

export const CELL_MAX = 10_000;
const TAGS_MAX = 50;

/**
 * Reads a row by the mapping. One unreadable mapped cell refuses the whole row: it goes to the error
 * file, where it can be mended, rather than half of it into the address book.
 */
export function readRow(
  cells: readonly string[],
  options: ImportOptions,
  choicesOf: (key: string) => readonly string[],
): Result<PersonRow, RowProblem> & { readonly column?: number | null } {
  const flaw = flawOf(cells, options.columns.length);
  if (flaw) return refuse(flaw);
  const person = new RowReader();
  for (const [column, target] of options.columns.entries()) {
    const cell = (cells[column] ?? "").trim();
    if (cell === "" || target.to === "skip") continue;
    const reason = person.take(target, cell, options.defaultCountry, choicesOf);
    if (reason) return refuse({ reason, column });
  }
  const row = person.row();
  return row.identities.length === 0 ? refuse({ reason: "no-address", column: null }) : ok(row);
}

function refuse(refused: RefusedCell) {
  return { ...err(refused.reason), column: refused.column };
}

/** What makes a row unusable whatever its columns mean. */
function flawOf(cells: readonly string[], width: number): RefusedCell | null {
  if (cells.length > width && cells.slice(width).some((cell) => cell.trim() !== "")) {
    return { reason: "too-many-cells", column: null };
  }
  for (const [column, cell] of cells.entries()) {
    if (cell.length > CELL_MAX) return { reason: "cell-too-long", column };
    // eslint-disable-next-line no-control-regex -- finding them is the point
    if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/.test(cell)) {
      return { reason: "control-characters", column };
    }
  }
  return null;
}

class RowReader {
  private readonly identities: RowIdentity[] = [];
  private readonly names: Partial<Record<"name" | "firstName" | "lastName", string>> = {};
  private readonly tags = new Set<string>();
  private readonly attributes: Record<string, string | number | boolean | Date> = {};
  private locale: string | null = null;
  private zone: string | null = null;

  take(
    target: ColumnTarget,
    cell: string,
    defaultCountry: string | null,
    choicesOf: (key: string) => readonly string[],
  ): RowProblem | null {
    switch (target.to) {
      case "skip":
        return null;
      case "name":
      case "firstName":
      case "lastName":
        this.names[target.to] = cell;
        return null;
      case "phone":
        return this.takeAddress("phone", normalisePhone(cell, defaultCountry));
      case "email":
        return this.takeAddress("email", normaliseEmail(cell));
      case "locale":
        this.locale = canonicalLocale(cell);
        return this.locale === null ? "locale-unknown" : null;
      case "zone":
        this.zone = isTimeZone(cell) ? cell : null;
        return this.zone === null ? "zone-unknown" : null;
      case "tags":
        for (const tag of cell.split(/[,;|]/))
          if (tag.trim()) this.tags.add(tag.trim().slice(0, 80));
        return null;
      case "attribute":
        return this.takeAttribute(target, cell, choicesOf(target.key));
    }
  }

  row(): PersonRow {
    const { identities, locale, zone, attributes, names } = this;
    const name = Object.keys(names).length > 0 ? personName(names) : null;
    return { identities, name, locale, zone, tags: [...this.tags].slice(0, TAGS_MAX), attributes };
  }

  private takeAddress<Problem extends RowProblem>(
    kind: "phone" | "email",
    read: Result<string, Problem>,
  ): RowProblem | null {
    if (!read.ok) return read.error;
    const isKnown = this.identities.some((one) => one.kind === kind && one.value === read.value);
    if (!isKnown) this.identities.push({ kind, accountId: null, value: read.value });
    return null;
  }

  private takeAttribute(
    target: Extract<ColumnTarget, { to: "attribute" }>,
    cell: string,
    choices: readonly string[],
  ): RowProblem | null {
    const read = parseAttribute({ key: target.key, type: target.type, choices }, cell);
    if (!read.ok) return read.error;
    if (read.value !== null) this.attributes[target.key] = read.value;
    return null;
  }
}

/** "NL_nl" → "nl-NL"; null = no language tag. */
export function canonicalLocale(text: string): string | null {
  try {
    return Intl.getCanonicalLocales(text.replace(/_/g, "-"))[0] ?? null;
  } catch {
    // RangeError: not a language tag.
    return null;
  }
}

const knownZones = new Map<string, boolean>();

export function isTimeZone(text: string): boolean {
  const known = knownZones.get(text);
  if (known !== undefined) return known;
  let isKnown = true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
  } catch {
    // RangeError: no such zone.
    isKnown = false;
  }
  if (knownZones.size < 1_000) knownZones.set(text, isKnown);
  return isKnown;
}
