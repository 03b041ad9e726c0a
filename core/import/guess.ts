import { normaliseEmail, normalisePhone } from "../contact/address.ts";
import { attributeKey, parseAttribute, type AttributeType } from "../contact/attribute.ts";
import { fold } from "../contact/fold.ts";
import type { ColumnTarget } from "./options.ts";

type PlainTarget = Exclude<ColumnTarget["to"], "attribute">;

/** Words of the usual exports, folded, English, Dutch, German, French and Spanish. */
const namesOf: Readonly<Record<Exclude<PlainTarget, "skip">, readonly string[]>> = {
  name: [
    "name",
    "full name",
    "fullname",
    "naam",
    "volledige naam",
    "contact",
    "nom complet",
    "nombre completo",
    "display name",
  ],
  firstName: [
    "first name",
    "firstname",
    "given name",
    "voornaam",
    "vorname",
    "prenom",
    "nombre",
    "first",
  ],
  lastName: [
    "last name",
    "lastname",
    "surname",
    "family name",
    "achternaam",
    "nachname",
    "nom",
    "apellido",
    "apellidos",
    "last",
  ],
  phone: [
    "phone",
    "phone number",
    "telephone",
    "tel",
    "mobile",
    "mobile number",
    "mobile phone",
    "cell",
    "telefoon",
    "telefoonnummer",
    "mobiel",
    "mobiele nummer",
    "gsm",
    "whatsapp",
    "whatsapp number",
    "msisdn",
    "telefon",
    "handy",
    "telefono",
    "movil",
  ],
  email: [
    "email",
    "e mail",
    "mail",
    "email address",
    "e mail address",
    "emailadres",
    "e mailadres",
    "e mail adres",
    "correo",
    "courriel",
  ],
  locale: ["locale", "language", "lang", "taal", "sprache", "langue", "idioma"],
  zone: ["time zone", "timezone", "zone", "tijdzone"],
  tags: ["tags", "tag", "labels", "label", "groups"],
};

/** Columns of our own error file, and numbers that mean nothing to us. */
const skipped = new Set(["line", "reason", "id", "row", "nr", "no"]);

export interface KnownAttribute {
  readonly key: string;
  readonly label: string;
  readonly type: AttributeType;
}

/** A target for every column, each address and name part at most once. */
export function guessTargets(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  known: readonly KnownAttribute[],
  defaultCountry: string | null,
): ColumnTarget[] {
  const taken = new Set<string>();
  return header.map((name, index) => {
    const values = rows.map((row) => row[index] ?? "").filter((cell) => cell.trim() !== "");
    const target = guessTarget(name, values, known, defaultCountry);
    const place = target.to === "attribute" ? `attribute:${target.key}` : target.to;
    if (place !== "skip" && place !== "tags" && taken.has(place)) return { to: "skip" };
    taken.add(place);
    return target;
  });
}

function guessTarget(
  name: string,
  values: readonly string[],
  known: readonly KnownAttribute[],
  defaultCountry: string | null,
): ColumnTarget {
  const folded = fold(name)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  if (skipped.has(folded)) return { to: "skip" };
  for (const [to, names] of Object.entries(namesOf)) {
    if (names.includes(folded)) return { to: to as PlainTarget };
  }
  const key = attributeKey(name);
  const attribute = known.find((one) => one.key === key || fold(one.label) === fold(name));
  if (attribute) {
    return { to: "attribute", key: attribute.key, label: attribute.label, type: attribute.type };
  }
  const byValue = guessByValue(values, defaultCountry);
  if (byValue) return byValue;
  if (key === "" || /^column \d+$/.test(folded) || values.length === 0) return { to: "skip" };
  return { to: "attribute", key, label: name.slice(0, 80), type: guessType(values) };
}

function guessByValue(
  values: readonly string[],
  defaultCountry: string | null,
): ColumnTarget | null {
  if (values.length === 0) return null;
  const share = (is: (value: string) => boolean): number =>
    values.filter(is).length / values.length;
  if (share((value) => normaliseEmail(value).ok) > 0.6) return { to: "email" };
  const isPhone = (value: string): boolean =>
    value.replace(/\D/g, "").length >= 9 && normalisePhone(value, defaultCountry).ok;
  return share(isPhone) > 0.6 ? { to: "phone" } : null;
}

function guessType(values: readonly string[]): AttributeType {
  const reads = (type: AttributeType): boolean =>
    values.every((value) => parseAttribute({ key: "x", type, choices: [] }, value).ok);
  // Zero and one are numbers first; a leading zero is a code, not a quantity.
  if (values.every((value) => /^(true|false|yes|no|ja|nee)$/i.test(value.trim()))) return "boolean";
  if (reads("number") && !values.some((value) => /^0\d/.test(value.trim()))) return "number";
  return reads("date") ? "date" : "text";
}
