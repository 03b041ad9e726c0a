import { appendLinks } from "#core/consent/chain.ts";
import type { Consent } from "#core/consent/state.ts";
import type { BatchPlan } from "#core/import/plan.ts";
import type { ConsentTurn } from "#models/consent-writer.server.ts";
import type { ContactRow } from "#models/contact.server.ts";
import {
  draftOf,
  planConsents,
  sha256,
  type ConsentDraft,
  type ConsentPlan,
} from "./consent.server.ts";
import type { BatchScope, Newcomer } from "./import-batch.server.ts";
import type { NamedPerson } from "./import-write.server.ts";
import { inSlices } from "./in-slices.server.ts";
import type { Runtime } from "./runtime.server.ts";

interface NamedPeople {
  readonly plan: BatchPlan<ContactRow>;
  readonly made: readonly Newcomer[];
  readonly changed: readonly NamedPerson[];
}

/** What the file says of everybody in the batch; whom it makes carries it already. */
export async function declaredConsents(
  { plan, made, changed }: NamedPeople,
  turn: ConsentTurn,
  scope: BatchScope,
  rt: Pick<Runtime, "now" | "newId">,
): Promise<ConsentPlan> {
  const here = [...changed, ...plan.unchanged];
  const stored = await turn.readConsents(here.map(({ person }) => person._id));
  const before = new Map(stored.map((row) => [row.contactId, row.consents]));
  const drafts = here.flatMap(({ row, person }) =>
    declaredDrafts(row, person, before.get(person._id) ?? [], scope, rt),
  );
  const said = planConsents(drafts, before, new Set());
  return { ...said, fresh: [...made.flatMap((one) => one.drafts), ...said.fresh] };
}

/** The same lines with their places in the chain. */
export async function sealLines(drafts: readonly ConsentDraft[], turn: ConsentTurn) {
  const lines = turn.newLines();
  let { head } = turn;
  for await (const slice of inSlices(drafts)) {
    const sealed = appendLinks(head, slice, sha256);
    for (const row of sealed.rows) lines.add(row);
    head = sealed.head;
  }
  return { lines, head };
}

/** One line per channel the person has an address for, and purpose; none where it stands already. */
export function declaredDrafts(
  row: number,
  person: Pick<ContactRow, "_id" | "identities">,
  consents: readonly Consent[],
  { job, kindsOf }: BatchScope,
  rt: Pick<Runtime, "now" | "newId">,
): ConsentDraft[] {
  const { consent } = job;
  if (!consent) return [];
  const kinds = new Set(person.identities.map((identity) => identity.kind));
  const channels = consent.channels.filter((channel) =>
    (kindsOf.get(channel) ?? []).some((kind) => kinds.has(kind)),
  );
  return channels.flatMap((channel) =>
    consent.purposes
      .filter(
        (purpose) =>
          !consents.some(
            (one) => one.channel === channel && one.purpose === purpose && one.state === "granted",
          ),
      )
      .map((purpose) =>
        draftOf(
          {
            workspaceId: job.workspaceId,
            contactId: person._id,
            channel,
            purpose,
            kind: "granted",
            wording: consent.wording,
            source: "import",
            actor: job.createdBy,
            proof: { importId: job._id, row: String(row), file: job.fileName, by: consent.source },
            at: new Date(`${consent.givenOn}T00:00:00Z`),
          },
          rt,
        ),
      ),
  );
}
