import { useTranslation } from "react-i18next";
import { IconClock, IconLock } from "#app/components/ui/icons.ts";
import { useFormat } from "#app/lib/format.ts";
import { useSettings } from "#app/lib/settings-context.ts";
import type { ServiceWindow } from "#core/conversation/window.ts";
import { MINUTE_MS } from "#core/duration.ts";
import styles from "./composer.module.css";

/** "Free text until 18:04 (3 h 5 min left), then templates": counts down with the page's clock. */
export function WindowLine({ window }: { readonly window: ServiceWindow }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const { now } = useSettings();
  if (window.kind === "always") return null;
  if (window.kind === "closed") {
    return (
      <p className={`${styles.window} ${styles.windowClosed}`}>
        <IconLock size={14} aria-hidden />
        {window.needsTemplate ? t("composer.closedTemplate") : t("composer.closed")}
      </p>
    );
  }
  const until = new Date(window.until);
  const leftMs = Math.max(0, until.getTime() - new Date(now).getTime());
  const left = format.duration(Math.floor(leftMs / MINUTE_MS) * MINUTE_MS);
  return (
    <p className={styles.window} suppressHydrationWarning>
      <IconClock size={14} aria-hidden />
      {t("composer.openUntil", { time: format.soon(until), left })}
    </p>
  );
}
