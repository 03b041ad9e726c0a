import { shownRevisions } from "#app/http/revisions.server.ts";
import type { Member } from "#app/http/guard.server.ts";
import { may } from "#core/access/roles.ts";
import { variantKey } from "#core/template/draft.ts";
import { revisionChanges } from "#core/template/revision-changes.ts";
import { listMembers } from "#models/member.server.ts";
import { findRevision, findTemplate, listRevisions } from "#models/template.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { previewForSomebody, samplePeople } from "#services/template-preview.server.ts";

/** One revision as it was saved, with the message it makes; null = not in this workspace. */
export async function readRevisionPage(
  { workspaceId, workspace, role }: Member,
  key: { readonly templateId: string; readonly revisionId: string },
  wanted: string | null,
  rt: Runtime,
) {
  const { templateId, revisionId } = key;
  const [template, revision] = await Promise.all([
    findTemplate(templateId),
    findRevision(revisionId),
  ]);
  if (template?.workspaceId !== workspaceId || revision?.templateId !== templateId) return null;
  const [current, revisions, members, people] = await Promise.all([
    findRevision(template.revisionId),
    listRevisions(templateId),
    listMembers(workspaceId),
    samplePeople(workspaceId),
  ]);
  const { variants, n, createdAt: savedAt } = revision;
  const variant = variants.find((one) => variantKey(one) === wanted) ?? variants[0];
  if (!current || !variant) return null;
  const { channel, locale } = variant;
  const asked = { workspaceId, draft: revision, channel, locale, isWindowOpen: true };
  const { preview } = await previewForSomebody(asked, people, rt);
  const shown = shownRevisions(revisions, members);
  return {
    ...{ templateId, revisionId, currentId: current._id, n, savedAt, name: template.name },
    by: shown.find((one) => one.revisionId === revisionId)?.by ?? null,
    canEdit: may(role, "templates.edit"),
    variants: variants.map((one) => ({ channel: one.channel, locale: one.locale })),
    variant,
    fallbacks: revision.fallbacks,
    preview,
    changes: revisionChanges(revision, current),
    revisions: shown,
    senderName: workspace.name,
  };
}

export type RevisionPage = NonNullable<Awaited<ReturnType<typeof readRevisionPage>>>;
