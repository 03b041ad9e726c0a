import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { AudienceTabs } from "#app/components/audience/audience-tabs.tsx";
import { LinkButton } from "#app/components/ui/button.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { EmptyState } from "#app/components/ui/empty-state.tsx";
import { IconPlus, IconUsersGroup } from "#app/components/ui/icons.ts";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody } from "#app/components/ui/page.tsx";
import { readCatalogue } from "#app/http/audience-catalogue.server.ts";
import { requireRole } from "#app/http/guard.server.ts";
import type { Catalogue, Parts } from "#app/lib/count-request.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { findAudiences } from "#models/audience.server.ts";

export const handle = titled((t) => t("audiences"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "contacts.view");
  const [rows, { segments, lists }] = await Promise.all([
    findAudiences(workspaceId),
    readCatalogue(workspaceId),
  ]);
  const audiences = rows.map(({ _id: id, name, include, exclude }) => ({
    id,
    name,
    include,
    exclude,
  }));
  return { audiences, segments, lists };
}

export default function AudiencesPage() {
  const { t } = useTranslation("segments");
  const { audiences, ...names } = useLoaderData<typeof loader>();
  const mayEdit = useMay("audiences.edit");
  const create = (
    <LinkButton to={paths.audience("new")} kind="primary" icon={IconPlus}>
      {t("audiences.new")}
    </LinkButton>
  );
  return (
    <>
      <PageHead
        title={t("audiences.title")}
        state={t("audiences.state")}
        actions={mayEdit && audiences.length > 0 ? create : null}
      />
      <PageBody>
        <AudienceTabs />
        <DataTable
          caption={t("audiences.caption")}
          rows={audiences}
          rowKey={(row) => row.id}
          rowTo={(row) => paths.audience(row.id)}
          columns={[
            { key: "name", label: t("audiences.name"), cell: (row) => row.name },
            {
              ...{ key: "in", label: t("audiences.includes") },
              cell: (row) => partNames(row.include, names) || t("audiences.everyone"),
            },
            {
              ...{ key: "out", label: t("audiences.excludes"), isWide: true },
              cell: (row) => partNames(row.exclude, names) || t("audiences.nobody"),
            },
          ]}
          empty={
            <EmptyState
              icon={IconUsersGroup}
              title={t("audiences.emptyTitle")}
              action={mayEdit ? create : null}
            >
              {t("audiences.empty")}
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}

function partNames(parts: Parts, names: Pick<Catalogue, "segments" | "lists">): string {
  const ids = [...parts.segmentIds, ...parts.listIds];
  return [...names.segments, ...names.lists]
    .filter(({ id }) => ids.includes(id))
    .map(({ name }) => name)
    .join(", ");
}
