import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useSearchParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { LinkButton } from "#app/components/ui/button.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { EmptyState } from "#app/components/ui/empty-state.tsx";
import { IconPlus, IconTemplate } from "#app/components/ui/icons.ts";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { useLanguageName } from "#app/lib/language-name.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { may } from "#core/access/roles.ts";
import { findRevisions, listTemplates } from "#models/template.server.ts";

export const handle = titled((t) => t("templates"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId, role } = await requireRole(request, context, "templates.view");
  const showArchived = new URL(request.url).searchParams.has("archived");
  const templates = (await listTemplates(workspaceId)).filter(
    (template) => showArchived || template.archivedAt === null,
  );
  const revisions = await findRevisions(templates.map((template) => template.revisionId));
  const byId = new Map(revisions.map((revision) => [revision._id, revision]));
  return {
    canEdit: may(role, "templates.edit"),
    templates: templates.map(({ _id, name, purpose, updatedAt, archivedAt, revisionId }) => {
      const variants = byId.get(revisionId)?.variants ?? [];
      return {
        templateId: _id,
        name,
        purpose,
        updatedAt,
        isArchived: archivedAt !== null,
        channels: [...new Set(variants.map((variant) => variant.channel))],
        locales: [...new Set(variants.map((variant) => variant.locale))],
      };
    }),
  };
}

export default function Templates() {
  const { templates, canEdit } = useLoaderData<typeof loader>();
  const { t } = useTranslation("templates");
  const languageOf = useLanguageName();
  const [search] = useSearchParams();
  const showsArchived = search.has("archived");
  const create = canEdit ? (
    <LinkButton kind="primary" icon={IconPlus} to={paths.newTemplate}>
      {t("list.create")}
    </LinkButton>
  ) : null;
  const channelName = (channel: string) =>
    t(`channel.${channel}` as "channel.sms", { defaultValue: channel });
  return (
    <>
      <PageHead
        title={t("list.title")}
        state={t("list.state", { count: templates.length })}
        actions={
          <>
            <LinkButton to={showsArchived ? "." : "?archived"} kind="quiet">
              {t(showsArchived ? "list.hideArchived" : "list.showArchived")}
            </LinkButton>
            {templates.length > 0 ? create : null}
          </>
        }
      />
      <PageBody>
        <DataTable
          caption={t("list.caption")}
          rows={templates}
          rowKey={(row) => row.templateId}
          rowTo={(row) => paths.template(row.templateId)}
          columns={[
            {
              key: "name",
              label: t("list.name"),
              cell: (row) => (row.isArchived ? `${row.name} (${t("list.archived")})` : row.name),
            },
            {
              key: "purpose",
              label: t("list.purpose"),
              cell: (row) => t(`purpose.${row.purpose}`),
              isWide: true,
            },
            {
              key: "channels",
              label: t("list.channels"),
              cell: (row) => row.channels.map(channelName).join(", "),
            },
            {
              key: "languages",
              label: t("list.languages"),
              cell: (row) => row.locales.map(languageOf).join(", "),
              isWide: true,
            },
            {
              key: "updated",
              label: t("list.updated"),
              cell: (row) => <RelativeTime at={row.updatedAt} />,
              isWide: true,
            },
          ]}
          empty={
            <EmptyState icon={IconTemplate} title={t("list.emptyTitle")} action={create}>
              {t("list.emptyText")}
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}
