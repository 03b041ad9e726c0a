import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { EmptyState } from "#app/components/ui/empty-state.tsx";
import { IconMessageReply } from "#app/components/ui/icons.ts";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { paths } from "#app/lib/paths.ts";
import { findCampaign } from "#models/campaign.server.ts";
import { findCampaignConversations } from "#models/conversation.server.ts";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "campaigns.view");
  const campaign = await findCampaign({ workspaceId, campaignId: params["campaignId"] ?? "" });
  if (!campaign) throw notFound();
  const rows = await findCampaignConversations(campaign._id, context.runtime.now());
  return rows.map((row) => ({
    ...{ id: row._id, name: row.contactName, at: row.lastActivityAt },
    text: row.lastMessage?.text ?? "",
  }));
}

export default function CampaignReplies() {
  const { t } = useTranslation("campaigns");
  const rows = useLoaderData<typeof loader>();
  return (
    <DataTable
      caption={t("replies.caption")}
      rows={rows}
      rowKey={(row) => row.id}
      rowTo={(row) => paths.conversation(row.id)}
      columns={[
        { key: "person", label: t("replies.person"), cell: (row) => row.name },
        { key: "message", label: t("replies.message"), cell: (row) => row.text },
        { key: "at", label: t("replies.at"), cell: (row) => <RelativeTime at={row.at} /> },
      ]}
      empty={<EmptyState icon={IconMessageReply} title={t("replies.empty")} />}
    />
  );
}
