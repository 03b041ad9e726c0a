import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { IconPlayerPause, IconPlayerPlay } from "#app/components/ui/icons.ts";
import { Panel } from "#app/components/ui/page.tsx";
import { StateBadge } from "#app/components/ui/state-badge.tsx";
import { VoicesBar } from "#app/components/ui/voices-bar.tsx";
import { useFormat } from "#app/lib/format.ts";
import { paths } from "#app/lib/paths.ts";
import { SECOND_MS } from "#core/duration.ts";
import styles from "./home.module.css";

interface Running {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly planned: number;
  readonly accepted: number;
  readonly replied: number;
  readonly done: number;
  readonly secondsLeft: number | null;
  readonly liveWorkers: number;
}

export function RunningPanel({ running }: { readonly running: readonly Running[] }) {
  const { t } = useTranslation("home");
  return (
    <Panel title={t("runs.title")}>
      <ul className={styles.runs}>
        {running.map((campaign) => (
          <RunLine key={campaign.id} campaign={campaign} />
        ))}
      </ul>
    </Panel>
  );
}

function RunLine({ campaign }: { readonly campaign: Running }) {
  const { t } = useTranslation("home");
  const format = useFormat();
  const { id, name, state, planned, accepted, done, replied, secondsLeft, liveWorkers } = campaign;
  const isPaused = state === "paused";
  const left = secondsLeft === null ? null : format.duration(secondsLeft * SECOND_MS);
  return (
    <li className={styles.run}>
      <div className={styles.runHead}>
        <Link to={paths.campaign(id)}>{name}</Link>
        {isPaused ? (
          <StateBadge tone="warn" icon={IconPlayerPause}>
            {t("runs.paused")}
          </StateBadge>
        ) : (
          <StateBadge tone="out" icon={IconPlayerPlay}>
            {t("runs.running")}
          </StateBadge>
        )}
        {!isPaused && liveWorkers === 0 ? (
          <StateBadge tone="bad">{t("runs.noWorker")}</StateBadge>
        ) : null}
      </div>
      <VoicesBar
        label={name}
        total={planned}
        parts={[
          { key: "accepted", label: t("runs.accepted"), count: accepted, color: "var(--out)" },
          {
            key: "other",
            label: t("runs.other"),
            count: Math.max(0, done - accepted),
            color: "var(--line-strong)",
            strength: 0.6,
          },
        ]}
      />
      <div className={styles.runFoot}>
        <span>
          {t("runs.progress", { done: format.number(done), planned: format.number(planned) })}
        </span>
        <span className={styles.back}>{t("runs.replied", { count: replied })}</span>
        {left !== null && !isPaused ? <span>{t("runs.left", { left })}</span> : null}
      </div>
    </li>
  );
}
