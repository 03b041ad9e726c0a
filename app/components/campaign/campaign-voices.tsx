import { useTranslation } from "react-i18next";
import { VoicesBar } from "#app/components/ui/voices-bar.tsx";
import { useFormat } from "#app/lib/format.ts";
import styles from "./campaign-voices.module.css";

export interface Progress {
  readonly planned: number;
  readonly isPlanned: boolean;
  readonly pending: number;
  readonly accepted: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
  readonly expired: number;
  readonly uncertain: number;
  readonly unknown: number;
  readonly delivered: number;
  readonly read: number;
  readonly replied: number;
}

/** Left what we send, right what comes back: one bar each, numbers in words under them. */
export function CampaignVoices({ progress }: { readonly progress: Progress }) {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const { planned, accepted, delivered, read, replied, pending, skipped } = progress;
  const failed = progress.failed + progress.uncertain + progress.unknown + progress.expired;
  const share = (count: number, base: number) =>
    base === 0
      ? ""
      : t("page.of", { share: format.percent(count / base), base: format.number(base) });
  const isRead = Math.min(read, accepted);
  const isDelivered = Math.max(0, Math.min(delivered, accepted) - isRead);
  return (
    <div className={styles.voices}>
      <section className={styles.out} aria-label={t("page.out")}>
        <h2 className={styles.title}>{t("page.out")}</h2>
        <VoicesBar
          label={t("page.bar")}
          total={planned}
          parts={[
            { key: "read", label: t("page.read"), count: isRead, color: "var(--out)" },
            {
              key: "delivered",
              label: t("page.delivered"),
              count: isDelivered,
              color: "var(--out)",
              strength: 0.7,
            },
            {
              ...{ key: "accepted", label: t("page.accepted"), color: "var(--out)", strength: 0.4 },
              count: Math.max(0, accepted - isRead - isDelivered),
            },
            { key: "failed", label: t("page.failed"), count: failed, color: "var(--bad)" },
            {
              key: "skipped",
              label: t("page.skipped"),
              count: skipped + progress.cancelled,
              color: "var(--line-strong)",
            },
            { key: "waiting", label: t("page.waiting"), count: pending, color: "var(--line)" },
          ]}
        />
        <dl className={styles.numbers}>
          <Number
            label={t("page.planned")}
            value={planned}
            note={progress.isPlanned ? "" : t("page.planning")}
          />
          <Number label={t("page.accepted")} value={accepted} note={share(accepted, planned)} />
          <Number label={t("page.delivered")} value={delivered} note={share(delivered, accepted)} />
          <Number label={t("page.read")} value={read} note={share(read, accepted)} />
        </dl>
      </section>
      <section className={styles.back} aria-label={t("page.back")}>
        <h2 className={styles.title}>{t("page.back")}</h2>
        <VoicesBar
          label={t("page.back")}
          total={Math.max(accepted, 1)}
          parts={[
            { key: "replied", label: t("page.replied"), count: replied, color: "var(--back)" },
          ]}
        />
        <dl className={styles.numbers}>
          <Number label={t("page.replied")} value={replied} note={share(replied, accepted)} />
        </dl>
      </section>
    </div>
  );
}

function Number({
  label,
  value,
  note,
}: {
  readonly label: string;
  readonly value: number;
  readonly note: string;
}) {
  const format = useFormat();
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span className={styles.value}>{format.number(value)}</span>
        <span className={styles.note}>{note}</span>
      </dd>
    </div>
  );
}
