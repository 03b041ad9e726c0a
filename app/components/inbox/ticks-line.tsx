import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import {
  IconAlertTriangle,
  IconCheck,
  IconChecks,
  IconClock,
  IconQuestionMark,
  type Icon,
} from "#app/components/ui/icons.ts";
import { useFormat } from "#app/lib/format.ts";
import type { Ticks } from "#core/conversation/items.ts";
import styles from "./thread.module.css";

const icons: Record<Ticks["state"], Icon> = {
  pending: IconClock,
  accepted: IconCheck,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
  failed: IconAlertTriangle,
  unknown: IconQuestionMark,
};

/** Where something we sent stands: icon and word, the times on hover. */
export function TicksLine({ ticks }: { readonly ticks: Ticks }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const Glyph = icons[ticks.state];
  const times = [
    [t("ticks.sent"), ticks.sentAt],
    [t("ticks.delivered"), ticks.deliveredAt],
    [t("ticks.read"), ticks.readAt],
  ] as const;
  const words = times.flatMap(([word, at]) => (at ? `${word} ${format.short(new Date(at))}` : []));
  const hint = [...words, ...(ticks.failure ? [ticks.failure] : [])].join(" · ");
  return (
    <Tooltip label={hint} disabled={hint === ""}>
      <span className={`${styles.ticks} ${styles[`tick-${ticks.state}`] ?? ""}`}>
        <Glyph size={14} stroke={2} aria-hidden />
        {t(`ticks.${ticks.state}`)}
        {ticks.state === "failed" && ticks.failure ? (
          <span className={styles.reason}>: {ticks.failure}</span>
        ) : null}
      </span>
    </Tooltip>
  );
}
