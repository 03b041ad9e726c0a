import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { AudienceTabs } from "#app/components/audience/audience-tabs.tsx";
import { LinkButton } from "#app/components/ui/button.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { EmptyState } from "#app/components/ui/empty-state.tsx";
import { IconList, IconPlus } from "#app/components/ui/icons.ts";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { findLists } from "#models/audience.server.ts";

export const handle = titled((t) => t("lists"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "contacts.view");
  const lists = await findLists(workspaceId);
  return lists.map(({ _id: id, name, description, updatedAt }) => ({
    id,
    name,
    description,
    updatedAt,
  }));
}

export default function ListsPage() {
  const { t } = useTranslation("segments");
  const lists = useLoaderData<typeof loader>();
  const mayEdit = useMay("audiences.edit");
  const create = (
    <LinkButton to={paths.list("new")} kind="primary" icon={IconPlus}>
      {t("lists.new")}
    </LinkButton>
  );
  return (
    <>
      <PageHead
        title={t("lists.title")}
        state={t("lists.state")}
        actions={mayEdit && lists.length > 0 ? create : null}
      />
      <PageBody>
        <AudienceTabs />
        <DataTable
          caption={t("lists.caption")}
          rows={lists}
          rowKey={(row) => row.id}
          rowTo={(row) => paths.list(row.id)}
          columns={[
            { key: "name", label: t("lists.name"), cell: (row) => row.name },
            {
              key: "for",
              label: t("lists.description"),
              cell: (row) => row.description,
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
              icon={IconList}
              title={t("lists.emptyTitle")}
              action={mayEdit ? create : null}
            >
              {t("lists.empty")}
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}
