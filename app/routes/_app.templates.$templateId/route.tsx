import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useFetcher, useLoaderData } from "@remix-run/react";
import { useReducer, useState } from "react";
import { useTranslation } from "react-i18next";
import { edit, startEditing } from "#app/components/template/editor-state.ts";
import { RevisionList } from "#app/components/template/revision-list.tsx";
import { TemplateEditor } from "#app/components/template/template-editor.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { shownRevisions } from "#app/http/revisions.server.ts";
import { useFormat } from "#app/lib/format.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { channels } from "#channels/registry.ts";
import { may } from "#core/access/roles.ts";
import { findAttributes } from "#models/attribute.server.ts";
import { listMembers } from "#models/member.server.ts";
import { findRevision, findTemplate, listRevisions } from "#models/template.server.ts";
import { previewForSomebody, samplePeople } from "#services/template-preview.server.ts";
import { draftOf } from "#services/templates.server.ts";
import { answerEditor, type EditorAnswer } from "./actions.server.ts";
import { EditorHead, EditorNotices } from "./editor-parts.tsx";
import { usePreview } from "./use-preview.ts";

export const handle = titled<typeof loader>((t, page) => page?.draft.name || t("template"));

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { workspaceId, workspace, role } = await requireRole(request, context, "templates.view");
  const template = await findTemplate(params["templateId"] ?? "");
  if (!template || template.workspaceId !== workspaceId) throw notFound();
  const [revision, revisions, people, attributes, members] = await Promise.all([
    findRevision(template.revisionId),
    listRevisions(template._id),
    samplePeople(workspaceId),
    findAttributes(workspaceId),
    listMembers(workspaceId),
  ]);
  const first = revision?.variants[0];
  if (!revision || !first) throw notFound();
  const { channel, locale } = first;
  const asked = { workspaceId, draft: revision, channel, locale, isWindowOpen: true };
  const { contactId } = await previewForSomebody(asked, people, context.runtime);
  return {
    templateId: template._id,
    revisionId: revision._id,
    n: revision.n,
    savedAt: revision.createdAt,
    isArchived: template.archivedAt !== null,
    canEdit: may(role, "templates.edit"),
    draft: draftOf(template, revision),
    revisions: shownRevisions(revisions, members),
    people,
    personId: contactId ?? "",
    attributes: attributes.map(({ key, label }) => ({ key, label })),
    channels: [...new Set(channels.map((adapter) => adapter.channel))],
    senderName: workspace.name,
    now: context.runtime.now(),
  };
}

export async function action({ request, context, params }: ActionFunctionArgs) {
  const member = await requireRole(request, context, "templates.edit");
  const templateId = params["templateId"] ?? "";
  const template = await findTemplate(templateId);
  if (!template || template.workspaceId !== member.workspaceId) throw notFound();
  return answerEditor(await request.formData(), { templateId, member, context });
}

export default function EditTemplate() {
  const loaded = useLoaderData<typeof loader>();
  // Another template is another editor; a new revision of this one keeps what is on the desk.
  return <Editor key={loaded.templateId} />;
}

function Editor() {
  const loaded = useLoaderData<typeof loader>();
  const { t } = useTranslation("templates");
  const format = useFormat();
  const [state, move] = useReducer(edit, loaded.draft, startEditing);
  const [personId, setPersonId] = useState(loaded.personId);
  const here = paths.template(loaded.templateId);
  const save = useFetcher<EditorAnswer>();
  const preview = usePreview({ state, personId, action: here, isAllowed: loaded.canEdit });
  return (
    <>
      <PageHead
        title={state.draft.name}
        state={
          state.isChanged ? (
            t("editor.unsaved")
          ) : (
            <>
              {t("editor.revision", { n: loaded.n })} · <RelativeTime at={loaded.savedAt} />
            </>
          )
        }
        back={{ to: paths.templates, label: t("editor.back") }}
        actions={<EditorHead loaded={loaded} state={state} move={move} save={save} />}
      />
      <PageBody>
        <EditorNotices canEdit={loaded.canEdit} save={save} />
        <TemplateEditor
          state={state}
          move={move}
          preview={preview}
          people={loaded.people}
          personId={personId}
          onPerson={setPersonId}
          attributes={loaded.attributes}
          channels={loaded.channels}
          senderName={loaded.senderName}
          time={format.time(loaded.now)}
          uploadTo={here}
        />
        <RevisionList
          templateId={loaded.templateId}
          currentId={loaded.revisionId}
          revisions={loaded.revisions}
        />
      </PageBody>
    </>
  );
}
