import { useRouteLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Notice } from "#app/components/ui/notice.tsx";
import { Facts, Panel } from "#app/components/ui/page.tsx";
import { Figure, Figures } from "#app/components/ui/figure.tsx";
import { useFormat } from "#app/lib/format.ts";
import type { loader } from "#app/routes/_app.campaigns.$campaignId/route.tsx";
import { skipReasons } from "#core/delivery/state.ts";

export default function CampaignOverview() {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const page = useRouteLoaderData<typeof loader>("routes/_app.campaigns.$campaignId");
  const progress = page?.progress;
  if (!progress) return <Notice tone="info">{t("page.notStarted")}</Notice>;
  // The rate is that of the last moments; held up, it promises nothing.
  const isMoving = page.campaign.state === "running";
  const left =
    isMoving && progress.secondsLeft !== null ? format.duration(progress.secondsLeft * 1000) : "–";
  const outcomes = ["failed", "skipped", "cancelled", "expired", "uncertain", "unknown"] as const;
  const reasons = Object.entries(progress.skippedBy).filter(([, count]) => count > 0);
  return (
    <>
      <Panel>
        <Figures>
          <Figure label={t("page.waiting")} value={format.number(progress.pending)} />
          <Figure label={t("page.flight")} value={format.number(progress.inFlight)} voice="out" />
          <Figure
            label={t("page.rate")}
            value={isMoving ? format.number(Math.round(progress.ratePerSecond)) : "–"}
          />
          <Figure label={t("page.left")} value={left} />
          <Figure label={t("page.workers")} value={format.number(page.liveWorkers)} />
        </Figures>
        <Figures>
          {outcomes.map((state) => (
            <Figure
              key={state}
              label={t(`page.${state}`)}
              value={format.number(progress[state])}
              {...(state === "uncertain" || state === "unknown"
                ? { explain: t("page.explainUncertain") }
                : {})}
            />
          ))}
        </Figures>
      </Panel>
      {reasons.length > 0 ? (
        <Panel title={t("page.skippedWhy")}>
          <Facts
            facts={reasons.map(([reason, count]) => {
              const known = skipReasons.find((one) => one === reason);
              return {
                label: known ? t(`recipients.reason.${known}`) : reason,
                value: format.number(count),
              };
            })}
          />
        </Panel>
      ) : null}
    </>
  );
}
