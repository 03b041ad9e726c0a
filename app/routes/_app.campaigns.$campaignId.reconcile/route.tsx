import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { useFormat } from "#app/lib/format.ts";
import { deliveryStates } from "#core/delivery/state.ts";
import { findCampaign } from "#models/campaign.server.ts";
import { reconcile } from "#services/runs.server.ts";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "campaigns.view");
  const campaign = await findCampaign({ workspaceId, campaignId: params["campaignId"] ?? "" });
  if (!campaign) throw notFound();
  return { counted: campaign.runId === null ? null : await reconcile(campaign.runId) };
}

export default function CampaignReconcile() {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const { counted } = useLoaderData<typeof loader>();
  if (!counted) return <Notice tone="info">{t("page.notStarted")}</Notice>;
  const settled = deliveryStates
    .filter((state) => state !== "planned" && state !== "held")
    .map((state) => ({ key: state, label: t(`page.${state}`), count: counted.rows[state] ?? 0 }));
  const parts = [
    { key: "waiting", label: t("reconcile.waiting"), count: counted.waiting },
    { key: "held", label: t("page.held"), count: counted.held },
    ...settled,
  ];
  const sum = parts.reduce((total, part) => total + part.count, 0);
  const drift = Object.keys(counted.drift);
  const isEqual = counted.difference === 0;
  return (
    <>
      <p>{t("reconcile.lead")}</p>
      <Notice tone={isEqual ? "good" : "bad"}>
        {isEqual
          ? t("reconcile.equal")
          : t("reconcile.unequal", { difference: counted.difference })}
      </Notice>
      {drift.length > 0 ? (
        <Notice tone="warn">{t("reconcile.drift", { names: drift.join(", ") })}</Notice>
      ) : null}
      <DataTable
        caption={t("page.reconcile")}
        rows={[
          ...parts,
          { key: "sum", label: t("reconcile.sum"), count: sum },
          { key: "planned-all", label: t("reconcile.planned"), count: counted.planned },
        ]}
        rowKey={(row) => row.key}
        columns={[
          {
            ...{ key: "state", label: t("reconcile.state") },
            cell: (row) =>
              row.key === "sum" || row.key === "planned-all" ? (
                <strong>{row.label}</strong>
              ) : (
                row.label
              ),
          },
          {
            key: "count",
            label: t("reconcile.people"),
            cell: (row) => format.number(row.count),
            isNumeric: true,
          },
        ]}
      />
    </>
  );
}
