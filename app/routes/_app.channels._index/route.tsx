import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { useAdapterName } from "#app/components/channels/adapter-name.ts";
import { LinkButton } from "#app/components/ui/button.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { EmptyState } from "#app/components/ui/empty-state.tsx";
import { IconPlug, IconPlus, IconWebhook } from "#app/components/ui/icons.ts";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { StateBadge, type Tone } from "#app/components/ui/state-badge.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { may } from "#core/access/roles.ts";
import { listChannelAccounts } from "#models/channel-account.server.ts";

export const handle = titled((t) => t("channels"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId, role } = await requireRole(request, context, "channels.view");
  const rows = await listChannelAccounts(workspaceId);
  return {
    canManage: may(role, "channels.manage"),
    canSeeJournal: may(role, "journal.view"),
    accounts: rows.map((row) => ({
      id: row._id,
      name: row.name,
      adapterId: row.adapterId,
      label: context.runtime.findChannel(row.adapterId)?.label ?? row.adapterId,
      state: row.state,
      rate: row.ratePerSecond,
      isSimulated: row.isSimulated,
      createdAt: row.createdAt,
    })),
  };
}

const tones = { active: "good", paused: "warn", broken: "bad" } as const satisfies Record<
  string,
  Tone
>;

export default function Channels() {
  const { accounts, canManage, canSeeJournal } = useLoaderData<typeof loader>();
  const { t } = useTranslation("channels");
  const nameOf = useAdapterName();
  const connect = canManage ? (
    <LinkButton kind="primary" icon={IconPlus} to={paths.newChannel}>
      {t("list.connect")}
    </LinkButton>
  ) : null;
  return (
    <>
      <PageHead
        title={t("title")}
        state={t("list.state", { count: accounts.length })}
        actions={
          <>
            {canSeeJournal ? (
              <LinkButton kind="quiet" icon={IconWebhook} to={paths.channelJournal}>
                {t("list.journal")}
              </LinkButton>
            ) : null}
            {accounts.length > 0 ? connect : null}
          </>
        }
      />
      <PageBody>
        <DataTable
          caption={t("list.caption")}
          rows={accounts}
          rowKey={(row) => row.id}
          rowTo={(row) => paths.channel(row.id)}
          columns={[
            { key: "name", label: t("list.name"), cell: (row) => row.name },
            {
              key: "channel",
              label: t("list.channel"),
              cell: (row) =>
                row.isSimulated ? `${nameOf(row)} · ${t("list.simulated")}` : nameOf(row),
            },
            {
              key: "state",
              label: t("health.state"),
              cell: (row) => (
                <StateBadge tone={tones[row.state]} isBare>
                  {t(`state.${row.state}`)}
                </StateBadge>
              ),
            },
            {
              key: "rate",
              label: t("list.rate"),
              cell: (row) =>
                row.rate === null
                  ? t("list.channelLimit")
                  : t("list.perSecond", { count: row.rate }),
              isWide: true,
            },
            {
              key: "since",
              label: t("list.since"),
              cell: (row) => <RelativeTime at={row.createdAt} />,
              isWide: true,
            },
          ]}
          empty={
            <EmptyState icon={IconPlug} title={t("list.emptyTitle")} action={connect}>
              {t("list.emptyText")}
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}
