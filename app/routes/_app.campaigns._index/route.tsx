import type { LoaderFunctionArgs } from "@remix-run/node";
import { Form, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { channelWord } from "#app/components/audience/filter-words.ts";
import { CampaignBadge } from "#app/components/campaign/campaign-badge.tsx";
import { Button } from "#app/components/ui/button.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { EmptyState } from "#app/components/ui/empty-state.tsx";
import { IconPlus, IconSpeakerphone } from "#app/components/ui/icons.ts";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { findCampaigns } from "#models/campaign.server.ts";

export const handle = titled((t) => t("campaigns"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "campaigns.view");
  const rows = await findCampaigns(workspaceId);
  return rows.map(({ _id: id, name, state, senders, scheduledAt, updatedAt }) => ({
    ...{ id, name, state, scheduledAt, updatedAt },
    channels: senders.map((sender) => sender.channel),
  }));
}

export default function CampaignsPage() {
  const { t } = useTranslation(["campaigns", "segments", "templates"]);
  const { t: say } = useTranslation(["segments", "templates"]);
  const campaigns = useLoaderData<typeof loader>();
  const mayEdit = useMay("campaigns.edit");
  const create = (
    <Form method="post" action={paths.newCampaign}>
      <Button type="submit" kind="primary" icon={IconPlus}>
        {t("new")}
      </Button>
    </Form>
  );
  return (
    <>
      <PageHead
        title={t("title")}
        state={t("lead")}
        actions={mayEdit && campaigns.length > 0 ? create : null}
      />
      <PageBody>
        <DataTable
          caption={t("title")}
          rows={campaigns}
          rowKey={(row) => row.id}
          rowTo={(row) =>
            row.state === "draft" ? paths.campaignEdit(row.id) : paths.campaign(row.id)
          }
          columns={[
            { key: "name", label: t("column.name"), cell: (row) => row.name || t("untitled") },
            {
              key: "state",
              label: t("column.state"),
              cell: (row) => <CampaignBadge state={row.state} isBare />,
            },
            {
              ...{ key: "channels", label: t("column.channels"), isWide: true },
              cell: (row) => row.channels.map((channel) => channelWord(channel, say)).join(", "),
            },
            {
              ...{ key: "when", label: t("column.when"), isWide: true },
              cell: (row) =>
                row.scheduledAt ? <RelativeTime at={row.scheduledAt} form="short" /> : null,
            },
            {
              key: "changed",
              label: t("column.changed"),
              cell: (row) => <RelativeTime at={row.updatedAt} />,
            },
          ]}
          empty={
            <EmptyState
              icon={IconSpeakerphone}
              title={t("emptyTitle")}
              action={mayEdit ? create : null}
            >
              {t("empty")}
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}
