import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { RevisionList } from "#app/components/template/revision-list.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { restoreRevision } from "#services/templates.server.ts";
import { readRevisionPage } from "./read-revision.server.ts";
import { RestoreButton } from "./restore-button.tsx";
import { RevisionWords } from "./revision-words.tsx";

export const handle = titled<typeof loader>((t, page) =>
  page ? t("revision", { name: page.name, n: page.n }) : t("template"),
);

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const member = await requireRole(request, context, "templates.view");
  const key = { templateId: params["templateId"] ?? "", revisionId: params["revisionId"] ?? "" };
  const url = new URL(request.url);
  const page = await readRevisionPage(
    member,
    key,
    url.searchParams.get("variant"),
    context.runtime,
  );
  if (!page) throw notFound();
  return page;
}

export async function action({ request, context, params }: ActionFunctionArgs) {
  const member = await requireRole(request, context, "templates.edit");
  const form = await request.formData();
  const revisionId = form.get("revisionId");
  const wanted = typeof revisionId === "string" ? revisionId : (params["revisionId"] ?? "");
  const rt = context.runtime;
  const restored = await restoreRevision(params["templateId"] ?? "", wanted, member, rt);
  if (restored.ok) return data({ ok: true as const, ...restored.value });
  if (restored.error === "not-found") throw notFound();
  return data({ ok: false as const }, 409);
}

export default function TemplateRevision() {
  const page = useLoaderData<typeof loader>();
  const { t } = useTranslation("templates");
  return (
    <>
      <PageHead
        title={t("revision.title", { name: page.name, n: page.n })}
        state={
          <>
            {t("revision.saved", { by: page.by ?? t("editor.formerMember") })} ·{" "}
            <RelativeTime at={page.savedAt} form="full" />
          </>
        }
        back={{ to: paths.template(page.templateId), label: t("revision.edit") }}
        actions={page.canEdit ? <RestoreButton page={page} /> : null}
      />
      <PageBody>
        <RevisionWords page={page} />
        <RevisionList
          templateId={page.templateId}
          currentId={page.currentId}
          openId={page.revisionId}
          revisions={page.revisions}
        />
      </PageBody>
    </>
  );
}
