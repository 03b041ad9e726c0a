import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { Outlet, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { CampaignControls } from "#app/components/campaign/campaign-controls.tsx";
import { CampaignBadge } from "#app/components/campaign/campaign-badge.tsx";
import { CampaignVoices } from "#app/components/campaign/campaign-voices.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody } from "#app/components/ui/page.tsx";
import { RouteTabs } from "#app/components/ui/tabs.tsx";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { useFormat } from "#app/lib/format.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { useReasonWords } from "#app/lib/reason-words.ts";
import { useRefresh } from "#app/lib/use-refresh.ts";
import { useEventStream } from "#app/lib/use-event-stream.ts";
import { findCampaign } from "#models/campaign.server.ts";
import { findLiveWorkers, isClockRefused } from "#models/worker.server.ts";
import { controlCampaign } from "#services/campaign-control.server.ts";
import { duplicateCampaign, unscheduleCampaign } from "#services/campaigns.server.ts";
import { readProgress } from "#services/runs.server.ts";

export const handle = titled<typeof loader>((t, page) => page?.campaign.name || t("campaign"));

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "campaigns.view");
  const row = await findCampaign({ workspaceId, campaignId: params["campaignId"] ?? "" });
  if (!row) throw notFound();
  const now = context.runtime.now();
  const [found, workers] = await Promise.all([
    row.runId === null ? null : readProgress(row.runId, context.runtime),
    findLiveWorkers(now),
  ]);
  const { run: _run, ...progress } = found ?? { run: null };
  const { _id: id, name, state, stateReason, scheduledAt } = row;
  const undoMs =
    row.schedule.mode === "now" && scheduledAt ? scheduledAt.getTime() - now.getTime() : 0;
  return {
    campaign: { id, name, state, stateReason, scheduledAt },
    progress: found ? (progress as Omit<typeof found, "run">) : null,
    ...{ liveWorkers: workers.length, undoMs: Math.max(0, undoMs) },
    wrongClocks: workers.filter(isClockRefused).map(({ _id: worker, host, clockOffsetMs }) => {
      return { worker, host, offsetMs: Math.abs(clockOffsetMs ?? 0) };
    }),
  };
}

const Intent = z.enum(["pause", "resume", "cancel", "unschedule", "duplicate"]);

export async function action({ request, params, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const intent = Intent.safeParse(form.get("intent"));
  const isCopy = intent.success && intent.data === "duplicate";
  const member = await requireRole(request, context, isCopy ? "campaigns.edit" : "campaigns.send");
  const rt = context.runtime;
  const { workspaceId, memberId: actor } = member;
  const key = { workspaceId, campaignId: params["campaignId"] ?? "", actor };
  if (!(await findCampaign(key))) throw notFound();
  if (!intent.success) return data({ error: "wrong-state", inFlight: 0 } as const, 400);
  if (intent.data === "duplicate") {
    const name = z.string().max(200).catch("").parse(form.get("name"));
    const copied = await duplicateCampaign({ ...key, name }, rt);
    if (!copied.ok) throw notFound();
    return redirect(paths.campaignEdit(copied.value.campaignId));
  }
  if (intent.data === "unschedule") {
    const undone = await unscheduleCampaign(key, rt);
    if (undone.ok) return redirect(paths.campaignEdit(key.campaignId, "review"));
    return data(
      { error: undone.error, inFlight: 0 } as const,
      undone.error === "not-found" ? 404 : 409,
    );
  }
  const moved = await controlCampaign({ ...key, action: intent.data, reason: null }, rt);
  if (moved.ok) return data({ error: null, inFlight: moved.value.inFlight } as const);
  return data(
    { error: moved.error, inFlight: 0 } as const,
    moved.error === "not-found" ? 404 : 409,
  );
}

/** A worker that died announces nothing: the page looks by itself as often as workers beat. */
const HEARTBEAT_MS = 5_000;

export type CampaignPage = ReturnType<typeof useLoaderData<typeof loader>>;

export default function CampaignLayout() {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const reasonWords = useReasonWords();
  const page = useLoaderData<typeof loader>();
  const { campaign, progress, liveWorkers } = page;
  const { id, state } = campaign;
  const isLive =
    state === "scheduled" || state === "running" || state === "paused" || state === "done";
  useEventStream(paths.campaignStream(id), { isOn: isLive });
  const isMoving = state === "scheduled" || state === "running";
  const isSettling = state === "paused" && (progress?.inFlight ?? 0) > 0;
  useRefresh(isMoving || isSettling ? HEARTBEAT_MS : null);
  const time = campaign.scheduledAt ? format.full(campaign.scheduledAt) : "";
  return (
    <>
      <PageHead
        title={campaign.name || t("untitled")}
        badge={<CampaignBadge state={state} />}
        state={[
          t(`page.stateWords.${state}`, { time }),
          campaign.stateReason && reasonWords(campaign.stateReason),
        ]
          .filter(Boolean)
          .join(" ")}
        back={{ to: paths.campaigns, label: t("title") }}
        actions={<CampaignControls page={page} />}
      />
      <PageBody>
        {isMoving && liveWorkers === 0 ? (
          <Notice tone="bad" isLive>
            {t("page.noWorker")}
          </Notice>
        ) : null}
        {isMoving
          ? page.wrongClocks.map(({ worker, host, offsetMs }) => (
              <Notice key={worker} tone="bad" isLive>
                {t("page.wrongClock", { worker, host, time: format.duration(offsetMs) })}
              </Notice>
            ))
          : null}
        {state === "paused" && progress && progress.inFlight > 0 ? (
          <Notice tone="info" isLive>
            {t("page.inFlight", { count: progress.inFlight })}
          </Notice>
        ) : null}
        {progress ? <CampaignVoices progress={progress} /> : null}
        <RouteTabs
          label={t("page.tabs")}
          tabs={[
            { to: paths.campaign(id), label: t("page.overview"), isIndex: true },
            { to: paths.campaignRecipients(id), label: t("page.recipients") },
            { to: paths.campaignReplies(id), label: t("page.replies") },
            { to: paths.campaignReconcile(id), label: t("page.reconcile") },
            { to: paths.campaignSettings(id), label: t("page.settings") },
          ]}
        />
        <Outlet />
      </PageBody>
    </>
  );
}
