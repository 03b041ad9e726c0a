export interface PersonName {
  readonly name: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
}

const NAME_MAX = 200;

/** Whole name and its halves, whichever were given. A lone whole name is split at the first space. */
export function personName(given: {
  readonly name?: string | null | undefined;
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
}): PersonName {
  const whole = tidy(given.name);
  const first = tidy(given.firstName);
  const last = tidy(given.lastName);
  if (first || last) {
    return {
      name: whole || `${first} ${last}`.trim(),
      firstName: first || null,
      lastName: last || null,
    };
  }
  const space = whole.indexOf(" ");
  if (space < 0) return { name: whole, firstName: whole || null, lastName: null };
  return { name: whole, firstName: whole.slice(0, space), lastName: whole.slice(space + 1) };
}

function tidy(text: string | null | undefined): string {
  return (text ?? "").replace(/\s+/g, " ").trim().slice(0, NAME_MAX);
}
