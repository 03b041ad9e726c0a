import type { ShownRevision } from "#app/components/template/revision-list.tsx";
import type { TemplateRevisionRow } from "#models/template.server.ts";

type Saved = Pick<TemplateRevisionRow, "_id" | "n" | "createdBy" | "createdAt">;

/** Revisions with the name of who saved each. */
export function shownRevisions(
  revisions: readonly Saved[],
  members: readonly { readonly memberId: string; readonly name: string }[],
): readonly ShownRevision[] {
  return revisions.map(({ _id, n, createdBy, createdAt }) => ({
    ...{ revisionId: _id, n, createdAt },
    by: members.find((member) => member.memberId === createdBy)?.name ?? null,
  }));
}
