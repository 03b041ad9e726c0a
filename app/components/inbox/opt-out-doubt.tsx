import { useFetcher } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import styles from "./thread.module.css";

export interface OptOutDoubtProps {
  readonly messageId: string;
  readonly canAnswer: boolean;
}

/** A message that reads like a no: a person says whether it is one. */
export function OptOutDoubt({ messageId, canAnswer }: OptOutDoubtProps) {
  const { t } = useTranslation("inbox");
  const fetcher = useFetcher({ key: `opt-out-${messageId}` });
  const isBusy = fetcher.state !== "idle";
  return (
    <div className={styles.doubt}>
      <Notice tone="warn" title={t("doubt.title")}>
        <p>{t("doubt.words")}</p>
        {canAnswer ? (
          <fetcher.Form method="post" className={styles.doubtAnswers}>
            <input type="hidden" name="intent" value="opt-out" />
            <input type="hidden" name="messageId" value={messageId} />
            <Button type="submit" size="xs" name="isOptOut" value="true" disabled={isBusy}>
              {t("doubt.unsubscribe")}
            </Button>
            <Button
              type="submit"
              size="xs"
              kind="quiet"
              name="isOptOut"
              value="false"
              disabled={isBusy}
            >
              {t("doubt.dismiss")}
            </Button>
          </fetcher.Form>
        ) : null}
      </Notice>
    </div>
  );
}
