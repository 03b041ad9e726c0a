import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { AudienceTabs } from "#app/components/audience/audience-tabs.tsx";
import { filterLine } from "#app/components/audience/filter-words.ts";
import { LinkButton } from "#app/components/ui/button.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { EmptyState } from "#app/components/ui/empty-state.tsx";
import { IconFilter, IconPlus } from "#app/components/ui/icons.ts";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { readCatalogue } from "#app/http/audience-catalogue.server.ts";
import { requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { findSegments } from "#models/audience.server.ts";

export const handle = titled((t) => t("segments"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "contacts.view");
  const [segments, names] = await Promise.all([
    findSegments(workspaceId),
    readCatalogue(workspaceId),
  ]);
  return {
    names,
    segments: segments.map(({ _id: id, name, filter, updatedAt }) => ({
      id,
      name,
      filter,
      updatedAt,
    })),
  };
}

export default function SegmentsPage() {
  const { t } = useTranslation(["segments", "templates"]);
  const { segments, names } = useLoaderData<typeof loader>();
  const mayEdit = useMay("audiences.edit");
  const create = (
    <LinkButton to={paths.segment("new")} kind="primary" icon={IconPlus}>
      {t("list.new")}
    </LinkButton>
  );
  return (
    <>
      <PageHead
        title={t("list.title")}
        state={t("list.state")}
        actions={mayEdit && segments.length > 0 ? create : null}
      />
      <PageBody>
        <AudienceTabs />
        <DataTable
          caption={t("list.caption")}
          rows={segments}
          rowKey={(row) => row.id}
          rowTo={(row) => paths.segment(row.id)}
          columns={[
            { key: "name", label: t("list.name"), cell: (row) => row.name },
            {
              key: "rule",
              label: t("list.rule"),
              cell: (row) => filterLine(row.filter, t, names),
              isWide: true,
            },
            {
              key: "changed",
              label: t("list.changed"),
              cell: (row) => <RelativeTime at={row.updatedAt} />,
            },
          ]}
          empty={
            <EmptyState
              icon={IconFilter}
              title={t("list.emptyTitle")}
              action={mayEdit ? create : null}
            >
              {t("list.empty")}
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}
