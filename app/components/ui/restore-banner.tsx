import { Form } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { useFormat } from "#app/lib/format.ts";
import { paths } from "#app/lib/paths.ts";
import { Button, LinkButton } from "./button.tsx";
import { Notice } from "./notice.tsx";
import styles from "./restore-banner.module.css";

export interface ShownRestoreAlert {
  readonly why: "restored" | "away";
  readonly copyOf: Date | null;
  readonly runs: number;
  readonly campaigns: number;
  readonly singles: number;
}

/** On every page until somebody has looked: what was held because this database may be a copy. */
export function RestoreBanner({
  alert,
  mayEnd,
}: {
  readonly alert: ShownRestoreAlert;
  readonly mayEnd: boolean;
}) {
  const { t } = useTranslation("common");
  const format = useFormat();
  const { why, copyOf } = alert;
  const time = copyOf ? format.full(copyOf) : "";
  const kinds = ["runs", "campaigns", "singles"] as const;
  const held = kinds
    .filter((kind) => alert[kind] > 0)
    .map((kind) => t(`restore.${kind}`, { count: alert[kind] }));
  return (
    <div className={styles.place}>
      <Notice
        tone="warn"
        title={copyOf ? t(`restore.${why}`, { time }) : t("restore.restoredUnknown")}
      >
        <p>{t(why === "away" ? "restore.awayWords" : "restore.restoredWords")}</p>
        <p>
          {held.length > 0
            ? t("restore.held", { list: format.list(held) })
            : t("restore.nothingHeld")}
        </p>
        {mayEnd ? null : <p>{t("restore.askAdmin")}</p>}
        <div className={styles.actions}>
          <LinkButton to={paths.campaigns}>{t("restore.look")}</LinkButton>
          {mayEnd ? (
            <Form method="post" action={paths.restored}>
              <Button type="submit">{t("restore.looked")}</Button>
            </Form>
          ) : null}
        </div>
      </Notice>
    </div>
  );
}
