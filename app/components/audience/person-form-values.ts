import { normaliseEmail, normalisePhone } from "#core/contact/address.ts";
import { parseAttribute, type AttributeType } from "#core/contact/attribute.ts";
import { canonicalLocale, isTimeZone } from "#core/import/row.ts";

export interface FormAttribute {
  readonly key: string;
  readonly label: string;
  readonly type: AttributeType;
  readonly choices: readonly string[];
}

/** As typed; several addresses of a kind are separated by commas. */
export interface PersonFormValues {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly locale: string;
  readonly zone: string;
  readonly tags: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface PersonInput {
  readonly name: string;
  readonly identities: {
    readonly kind: string;
    readonly accountId: null;
    readonly value: string;
  }[];
  readonly locale: string | null;
  readonly zone: string | null;
  readonly tags: string[];
  /** "" = taken away. */
  readonly attributes: Record<string, string | number | boolean | Date>;
}

export type PersonFormErrors = Readonly<Record<string, string>>;

const text = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value.trim().slice(0, 2_000) : "";
};

const parts = (value: string): string[] =>
  value
    .split(/[,;]/)
    .map((one) => one.trim())
    .filter(Boolean);

/** What a posted form says, or a sentence (an i18n key) per field that cannot be read. */
export function readPersonForm(
  form: FormData,
  definitions: readonly FormAttribute[],
  country: string | null,
): { readonly input: PersonInput; readonly errors: PersonFormErrors } {
  const errors: Record<string, string> = {};
  const identities: PersonInput["identities"] = [];
  for (const value of parts(text(form, "phone"))) {
    const read = normalisePhone(value, country);
    if (read.ok) identities.push({ kind: "phone", accountId: null, value: read.value });
    else errors["phone"] = "audience:error.phone";
  }
  for (const value of parts(text(form, "email"))) {
    const read = normaliseEmail(value);
    if (read.ok) identities.push({ kind: "email", accountId: null, value: read.value });
    else errors["email"] = "audience:error.email";
  }
  const typedLocale = text(form, "locale");
  const locale = typedLocale === "" ? null : canonicalLocale(typedLocale);
  if (typedLocale !== "" && locale === null) errors["locale"] = "audience:error.locale";
  const zone = text(form, "zone") || null;
  if (zone !== null && !isTimeZone(zone)) errors["zone"] = "audience:error.zone";
  const attributes: PersonInput["attributes"] = {};
  for (const definition of definitions) {
    const read = parseAttribute(definition, text(form, `attribute.${definition.key}`));
    if (read.ok) attributes[definition.key] = read.value ?? "";
    else errors[`attribute.${definition.key}`] = "audience:error.attribute";
  }
  const tags = parts(text(form, "tags")).map((tag) => tag.slice(0, 80));
  const input = { name: text(form, "name"), identities, locale, zone, tags, attributes };
  return { input, errors };
}
