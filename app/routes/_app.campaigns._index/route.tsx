import type { LoaderFunctionArgs } from "@remix-run/node";
import { Form, useLoaderData, useSearchParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { channelWord } from "#app/components/audience/filter-words.ts";
import { CampaignBadge } from "#app/components/campaign/campaign-badge.tsx";
import { Button, LinkButton } from "#app/components/ui/button.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { EmptyState } from "#app/components/ui/empty-state.tsx";
import { FilterBar } from "#app/components/ui/filter-bar.tsx";
import { IconPlus, IconSpeakerphone } from "#app/components/ui/icons.ts";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody } from "#app/components/ui/page.tsx";
import { Pager } from "#app/components/ui/pager.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { findCampaignPage, hasCampaigns } from "#models/campaign.server.ts";

const PAGE = 50;
const QUERY_MAX = 200;
/** Another process's clock may run ahead of ours. */
const AHEAD_MS = 60_000;

export const handle = titled((t) => t("campaigns"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "campaigns.view");
  const params = new URL(request.url).searchParams;
  const query = (params.get("q") ?? "").trim().slice(0, QUERY_MAX);
  const asked = new Date(params.get("before") ?? "");
  const isOlder = !Number.isNaN(asked.getTime());
  const before = isOlder ? asked : new Date(context.runtime.now().getTime() + AHEAD_MS);
  const rows = await findCampaignPage({ workspaceId, before, limit: PAGE + 1, query });
  const shown = rows.slice(0, PAGE);
  return {
    query,
    isOlder,
    isNew: rows.length === 0 && !(await hasCampaigns(workspaceId)),
    next: rows.length > PAGE ? (shown.at(-1)?.updatedAt.toISOString() ?? null) : null,
    campaigns: shown.map(({ _id: id, name, state, senders, scheduledAt, updatedAt }) => ({
      ...{ id, name, state, scheduledAt, updatedAt },
      channels: senders.map((sender) => sender.channel),
    })),
  };
}

type Loaded = ReturnType<typeof useLoaderData<typeof loader>>;

export default function CampaignsPage() {
  const { t } = useTranslation("campaigns");
  const { campaigns, isNew, isOlder, next } = useLoaderData<typeof loader>();
  const mayEdit = useMay("campaigns.edit");
  const [params] = useSearchParams();
  const create = mayEdit ? (
    <Form method="post" action={paths.newCampaign}>
      <Button type="submit" kind="primary" icon={IconPlus}>
        {t("new")}
      </Button>
    </Form>
  ) : null;
  return (
    <>
      <PageHead title={t("title")} state={t("lead")} actions={isNew ? null : create} />
      <PageBody>
        {isNew ? (
          <EmptyState icon={IconSpeakerphone} title={t("emptyTitle")} action={create}>
            {t("empty")}
          </EmptyState>
        ) : (
          <>
            <FilterBar searchLabel={t("search")} />
            <CampaignTable campaigns={campaigns} />
            <Pager
              newer={isOlder ? withBefore(params, null) : null}
              older={next ? withBefore(params, next) : null}
            />
          </>
        )}
      </PageBody>
    </>
  );
}

/** The address of a neighbouring page, keeping what is searched for. */
function withBefore(params: URLSearchParams, before: string | null): string {
  const changed = new URLSearchParams(params);
  if (before === null) changed.delete("before");
  else changed.set("before", before);
  return `?${changed}`;
}

function CampaignTable({ campaigns }: Pick<Loaded, "campaigns">) {
  const { t } = useTranslation(["campaigns", "segments", "templates"]);
  const { t: say } = useTranslation(["segments", "templates"]);
  return (
    <DataTable
      caption={t("title")}
      rows={campaigns}
      rowKey={(row) => row.id}
      rowTo={(row) => (row.state === "draft" ? paths.campaignEdit(row.id) : paths.campaign(row.id))}
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
          title={t("noneTitle")}
          action={<LinkButton to={paths.campaigns}>{t("clear")}</LinkButton>}
        >
          {t("none")}
        </EmptyState>
      }
    />
  );
}
