import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData, useParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { Panel } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { useFormat } from "#app/lib/format.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { SECOND_MS } from "#core/duration.ts";
import { deliveryStates } from "#core/delivery/state.ts";
import { findDecisions } from "#models/delivery-decision.server.ts";
import { findCampaign } from "#models/campaign.server.ts";
import { findContactsByIds } from "#models/contact.server.ts";
import { listMembers } from "#models/member.server.ts";
import { reconcile } from "#services/runs.server.ts";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "campaigns.view");
  const campaign = await findCampaign({ workspaceId, campaignId: params["campaignId"] ?? "" });
  if (!campaign) throw notFound();
  if (campaign.runId === null) return { counted: null, decisions: [] };
  const before = new Date(context.runtime.now().getTime() + SECOND_MS);
  const [counted, rows, members] = await Promise.all([
    reconcile(campaign.runId),
    findDecisions(campaign._id, { before, limit: DECISIONS }),
    listMembers(workspaceId),
  ]);
  const people = await findContactsByIds(
    workspaceId,
    rows.map((row) => row.contactId),
  );
  const nameOf = new Map(people.map((person) => [person._id, person.name]));
  const memberOf = new Map(members.map((member) => [member.memberId, member.name]));
  const decisions = rows.map(
    ({ _id: id, contactId, decision, before: was, reason, actor, at }) => ({
      ...{ id, contactId, decision, from: was.state, reason, at },
      name: nameOf.get(contactId) ?? "",
      by: memberOf.get(actor) ?? "",
    }),
  );
  return { counted, decisions };
}

const DECISIONS = 50;

export default function CampaignReconcile() {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const { counted, decisions } = useLoaderData<typeof loader>();
  const { campaignId = "" } = useParams();
  const maySend = useMay("campaigns.send");
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
      {maySend ? <ToDecide rows={counted.rows} campaignId={campaignId} /> : null}
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
      {decisions.length > 0 ? <Decisions decisions={decisions} /> : null}
    </>
  );
}

interface ToDecideProps {
  readonly rows: Readonly<Record<string, number>>;
  readonly campaignId: string;
}

/** Messages no machine knows about wait for somebody who does. */
function ToDecide({ rows, campaignId }: ToDecideProps) {
  const { t } = useTranslation("campaigns");
  const open = (["unknown", "uncertain"] as const).filter((state) => (rows[state] ?? 0) > 0);
  return open.map((state) => (
    <Notice key={state} tone="warn">
      {t(`decide.open.${state}`, { count: rows[state] ?? 0 })}{" "}
      <Link to={`${paths.campaignRecipients(campaignId)}?state=${state}`}>{t("decide.look")}</Link>
    </Notice>
  ));
}

type Decision = ReturnType<typeof useLoaderData<typeof loader>>["decisions"][number];

/** The audit lines, newest first. */
function Decisions({ decisions }: { readonly decisions: readonly Decision[] }) {
  const { t } = useTranslation("campaigns");
  return (
    <Panel title={t("decide.log")} isFlush>
      <DataTable
        caption={t("decide.log")}
        isBare
        rows={decisions}
        rowKey={(row) => row.id}
        rowTo={(row) => paths.contact(row.contactId)}
        columns={[
          { key: "person", label: t("recipients.person"), cell: (row) => row.name || "–" },
          {
            ...{ key: "was", label: t("decide.was"), isWide: true },
            cell: (row) => t(`recipients.status.${row.from}`),
          },
          {
            ...{ key: "decision", label: t("decide.decision") },
            cell: (row) => t(`decide.${row.decision}.did`),
          },
          { key: "reason", label: t("decide.reason"), cell: (row) => row.reason },
          { key: "by", label: t("decide.by"), cell: (row) => row.by || "–", isWide: true },
          {
            ...{ key: "at", label: t("recipients.at"), isWide: true },
            cell: (row) => <RelativeTime at={row.at} form="short" />,
          },
        ]}
      />
    </Panel>
  );
}
