import type { ImportCounts } from "./counts.ts";
import { changeOf, type ExistingPerson, type PersonChange } from "./merge.ts";
import type { ExistingRule } from "./options.ts";
import type { PersonRow, RowProblem } from "./row.ts";

/** A row of the file with its place. */
export interface FileRow {
  /** 1, 2, 3 …, the header not counted. */
  readonly row: number;
  readonly line: number;
  readonly cells: readonly string[];
}

export interface ReadFileRow extends FileRow {
  readonly read:
    | { readonly ok: true; readonly value: PersonRow }
    | {
        readonly ok: false;
        readonly error: RowProblem | "quote-not-closed";
        readonly column: number | null;
      };
}

export interface KnownPerson extends ExistingPerson {
  readonly _id: string;
}

export interface BatchPlan<Person extends KnownPerson> {
  readonly problems: readonly (FileRow & {
    readonly reason: string;
    readonly column: number | null;
  })[];
  readonly creates: readonly { readonly row: number; readonly person: PersonRow }[];
  readonly updates: readonly {
    readonly row: number;
    readonly person: Person;
    readonly change: PersonChange;
  }[];
  /** People the file names without news; their declared consent still counts. */
  readonly unchanged: readonly { readonly row: number; readonly person: Person }[];
  readonly counts: ImportCounts;
}

export interface PlanInput<Person extends KnownPerson> {
  readonly rows: readonly ReadFileRow[];
  /** Who has an address, by `kind:value`. */
  readonly owners: ReadonlyMap<string, Person>;
  /** An earlier row of this file was about them. */
  readonly isDone: (person: Person) => boolean;
  /** Addresses of people earlier batches would have made: only a dry run needs it. */
  readonly wouldExist: (address: string) => boolean;
  readonly rule: ExistingRule;
  readonly tags: readonly string[];
}

/** Decides what becomes of each row of a batch; writes nothing, so a dry run is the same code. */
export function planBatch<Person extends KnownPerson>(input: PlanInput<Person>): BatchPlan<Person> {
  const problems: BatchPlan<Person>["problems"][number][] = [];
  const creates: BatchPlan<Person>["creates"][number][] = [];
  const updates: BatchPlan<Person>["updates"][number][] = [];
  const unchanged: BatchPlan<Person>["unchanged"][number][] = [];
  const here = new Set<string>();
  const touched = new Set<string>();
  let duplicate = 0;
  for (const { read, row, line, cells } of input.rows) {
    const place = { row, line, cells };
    if (!read.ok) {
      problems.push({ ...place, reason: read.error, column: read.column });
      continue;
    }
    const addresses = read.value.identities.map(addressOf);
    const people = new Set(addresses.flatMap((address) => input.owners.get(address) ?? []));
    if (people.size > 1) {
      problems.push({ ...place, reason: "two-people", column: null });
      continue;
    }
    const [person] = people;
    const isAgain = addresses.some((address) => here.has(address) || input.wouldExist(address));
    if (isAgain || (person && (touched.has(person._id) || input.isDone(person)))) {
      duplicate += 1;
      continue;
    }
    for (const address of addresses) here.add(address);
    if (!person) {
      creates.push({ row: place.row, person: read.value });
      continue;
    }
    touched.add(person._id);
    const change = changeOf(person, read.value, input.tags, input.rule);
    if (change) updates.push({ row: place.row, person, change });
    else unchanged.push({ row: place.row, person });
  }
  const counts = {
    rows: input.rows.length,
    created: creates.length,
    updated: updates.length,
    unchanged: unchanged.length,
    duplicate,
    invalid: problems.length,
  };
  return { problems, creates, updates, unchanged, counts };
}

export function addressOf(identity: { readonly kind: string; readonly value: string }): string {
  return `${identity.kind}:${identity.value}`;
}
