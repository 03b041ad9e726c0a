/** The part of a contact a message may speak of. */
export interface PersonForTemplate {
  readonly name: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly locale: string | null;
  readonly identities: readonly { readonly kind: string; readonly value: string }[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface MessageLinks {
  readonly unsubscribeUrl: string | null;
  readonly preferencesUrl: string | null;
}

/** Plain JSON, built field by field: a template can never reach what is not named here. */
export function contactData(
  person: PersonForTemplate,
  workspaceName: string,
  links: MessageLinks,
): Record<string, unknown> {
  const identity = (kind: string) =>
    person.identities.find((candidate) => candidate.kind === kind)?.value ?? null;
  return {
    name: person.name,
    firstName: person.firstName,
    lastName: person.lastName,
    locale: person.locale,
    email: identity("email"),
    phone: identity("phone"),
    workspaceName,
    unsubscribeUrl: links.unsubscribeUrl,
    preferencesUrl: links.preferencesUrl,
    attributes: Object.fromEntries(
      Object.entries(person.attributes).map(([key, value]) => [key, plain(value)]),
    ),
  };
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "object" ? null : value;
}
