import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { channelWord } from "#app/components/audience/filter-words.ts";
import { DecisionBar } from "#app/components/campaign/decision-bar.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { FilterBar, FilterChip } from "#app/components/ui/filter-bar.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { Pager } from "#app/components/ui/pager.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { StateBadge, type Tone } from "#app/components/ui/state-badge.tsx";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { DecisionForm } from "#app/lib/decision-form.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { decidableStates, mayDecide, NOT_ARRIVED } from "#core/delivery/operator.ts";
import { deliveryStates, skipReasons } from "#core/delivery/state.ts";
import { findCampaign } from "#models/campaign.server.ts";
import { findContactsByIds } from "#models/contact.server.ts";
import { decideDeliveries } from "#services/operator-decisions.server.ts";
import { listRecipients } from "#services/runs.server.ts";

const PAGE = 50;

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "campaigns.view");
  const campaign = await findCampaign({ workspaceId, campaignId: params["campaignId"] ?? "" });
  if (!campaign) throw notFound();
  const search = new URL(request.url).searchParams;
  const state = deliveryStates.find((one) => one === search.get("state"));
  if (campaign.runId === null) return { isStarted: false, state, rows: [], nextSeq: null };
  const from = Number(search.get("from") ?? "0");
  const fromSeq = Number.isInteger(from) && from > 0 ? from : 0;
  const page = await listRecipients(campaign.runId, { fromSeq, size: PAGE, state });
  const people = await findContactsByIds(
    workspaceId,
    page.recipients.map((one) => one.contactId),
  );
  const names = new Map(people.map((row) => [row._id, row.name]));
  const rows = page.recipients.map((one) => ({
    ...{ id: one.deliveryId, contactId: one.contactId, channel: one.channel, shown: one.shown },
    ...{ reason: one.reason, detail: one.failure?.detail ?? one.detail, at: one.at },
    isOpen: mayDecide(one, "resend"),
    name: names.get(one.contactId) || one.address,
  }));
  return { isStarted: true, state, rows, nextSeq: page.nextSeq };
}

/** What became of it, as a member knows; each with an audit line. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { workspaceId, memberId: actor } = await requireRole(request, context, "campaigns.send");
  const campaignId = params["campaignId"] ?? "";
  if (!(await findCampaign({ workspaceId, campaignId }))) throw notFound();
  const form = DecisionForm.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return data({ error: "incomplete", changed: 0, left: 0 } as const, 400);
  const input = { ...form.data, workspaceId, campaignId, actor };
  const decided = await decideDeliveries(input, context.runtime);
  if (decided.ok) return { error: null, ...decided.value };
  if (decided.error === "not-found") throw notFound();
  return data({ error: decided.error, changed: 0, left: 0 } as const, 409);
}

const tones: Readonly<Record<string, Tone>> = {
  ...{ accepted: "out", sent: "out", delivered: "good", read: "good", clicked: "good" },
  ...{ replied: "back", failed: "bad", bounced: "bad", uncertain: "warn", unknown: "warn" },
  ...{ held: "info", planned: "neutral", skipped: "neutral", cancelled: "neutral" },
};

const failureKinds = [
  "unavailable",
  "no-answer",
  "worker-died",
  "no-provider-id",
  "no-revision",
  "render",
  "poison",
  "recipient-gone",
  "recipient-opted-out",
] as const;

export default function CampaignRecipients() {
  const { t } = useTranslation("campaigns");
  const { t: say } = useTranslation(["segments", "templates"]);
  const { isStarted, state, rows, nextSeq } = useLoaderData<typeof loader>();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const maySend = useMay("campaigns.send");
  if (!isStarted) return <Notice tone="info">{t("page.notStarted")}</Notice>;
  const reasonWords = (reason: string | null, detail: string | null) => {
    if (reason === NOT_ARRIVED) return t("recipients.notArrived");
    const known = skipReasons.find((one) => one === reason);
    if (known) return t(`recipients.reason.${known}`, { detail: detail ?? "" });
    const kind = failureKinds.find((one) => reason === one || reason?.startsWith(`${one}:`));
    // Whatever the provider says comes in its own words and codes, after ours.
    if (kind) return [t(`recipients.failure.${kind}`), detail].filter(Boolean).join(" ");
    return detail || (reason ? t("recipients.failure.refused", { code: reason }) : "");
  };
  const open = rows.filter((row) => row.isOpen).map((row) => row.id);
  const isDecidable = maySend && decidableStates.some((one) => one === state) && open.length > 0;
  const selection = {
    picked,
    onChange: (ids: ReadonlySet<string>) => setPicked(new Set(open.filter((id) => ids.has(id)))),
    actions: <DecisionBar state={state} picked={picked} onDone={() => setPicked(new Set())} />,
  };
  const next = new URLSearchParams({ ...(state ? { state } : {}), from: String(nextSeq ?? 0) });
  return (
    <>
      <FilterBar>
        <FilterChip to="?" isOn={state === undefined}>
          {t("recipients.all")}
        </FilterChip>
        {deliveryStates.map((one) => (
          <FilterChip key={one} to={`?state=${one}`} isOn={state === one}>
            {t(`page.${one}`)}
          </FilterChip>
        ))}
      </FilterBar>
      {isDecidable ? <Notice tone="info">{t("decide.lead")}</Notice> : null}
      <DataTable
        caption={t("recipients.caption")}
        rows={rows}
        rowKey={(row) => row.id}
        rowName={(row) => row.name}
        {...(isDecidable ? { selection } : {})}
        rowTo={(row) => paths.contact(row.contactId)}
        columns={[
          { key: "person", label: t("recipients.person"), cell: (row) => row.name },
          {
            key: "channel",
            label: t("recipients.channel"),
            cell: (row) => channelWord(row.channel, say),
            isWide: true,
          },
          {
            ...{ key: "state", label: t("recipients.state") },
            cell: (row) => (
              <StateBadge tone={tones[row.shown] ?? "neutral"} isBare>
                {t(`recipients.status.${row.shown}`)}
              </StateBadge>
            ),
          },
          {
            key: "why",
            label: t("recipients.why"),
            cell: (row) => reasonWords(row.reason, row.detail),
          },
          {
            ...{ key: "at", label: t("recipients.at"), isWide: true },
            cell: (row) => (row.at ? <RelativeTime at={row.at} form="short" /> : null),
          },
        ]}
        empty={<p>{t("recipients.none")}</p>}
      />
      <Pager newer={null} older={nextSeq === null ? null : `?${next.toString()}`} />
    </>
  );
}
