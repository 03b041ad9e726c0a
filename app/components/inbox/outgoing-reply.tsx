import { useFetcher } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { IconAlertTriangle, IconClock, IconFileText } from "#app/components/ui/icons.ts";
import styles from "./thread.module.css";

/** A reply on its way to the server. */
export interface Outgoing {
  readonly clientKey: string;
  readonly text: string;
  readonly mediaId: string | null;
  readonly fileName: string | null;
  readonly templateId: string | null;
}

type Answer = { readonly ok: true } | { readonly ok: false; readonly error: string };

/**
 * Stands in the thread the moment it is sent; the page drops it when the real bubble is there. The key is the same for
 * every try, so a reply that did arrive is never sent again.
 */
export function OutgoingReply({
  reply,
  onGone,
}: {
  readonly reply: Outgoing;
  readonly onGone: () => void;
}) {
  const { t } = useTranslation("inbox");
  const fetcher = useFetcher<Answer>({ key: reply.clientKey });
  const { submit, state, data } = fetcher;
  const wasSent = useRef(false);
  const send = () => {
    const { clientKey, text, mediaId, templateId } = reply;
    const fields = { intent: "reply", clientKey, text };
    submit({ ...fields, mediaId: mediaId ?? "", templateId: templateId ?? "" }, { method: "post" });
  };
  useEffect(() => {
    if (wasSent.current) return;
    wasSent.current = true;
    send();
  });
  const error = state === "idle" && data?.ok === false ? data.error : null;
  return (
    <div className={styles.item}>
      <article className={`${styles.bubbleRow} ${styles.out} ${styles.outgoing}`}>
        <div className={styles.bubble}>
          {reply.fileName ? (
            <p className={styles.missing}>
              <IconFileText size={16} aria-hidden /> {reply.fileName}
            </p>
          ) : null}
          <p className={styles.words}>{reply.text}</p>
        </div>
        <footer className={styles.bubbleFoot} role="status">
          {error === null ? (
            <span className={styles.ticks}>
              <IconClock size={14} aria-hidden /> {t("outgoing.sending")}
            </span>
          ) : (
            <>
              <span className={`${styles.ticks} ${styles["tick-failed"]}`}>
                <IconAlertTriangle size={14} aria-hidden /> {t("outgoing.failed")}:{" "}
                {t(`error.${error}` as "error.invalid", { defaultValue: t("error.invalid") })}
              </span>
              <Button size="xs" onClick={send}>
                {t("outgoing.retry")}
              </Button>
              <Button size="xs" kind="quiet" onClick={onGone}>
                {t("outgoing.discard")}
              </Button>
            </>
          )}
        </footer>
      </article>
    </div>
  );
}
