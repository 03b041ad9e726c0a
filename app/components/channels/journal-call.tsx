import { useFetcher } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Button, LinkButton } from "#app/components/ui/button.tsx";
import { IconRepeat, IconX } from "#app/components/ui/icons.ts";
import { Notice } from "#app/components/ui/notice.tsx";
import { Facts, Panel } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { useFormat } from "#app/lib/format.ts";
import type { InboundLine } from "#core/conversation/inbound-line.ts";
import styles from "./channels.module.css";
import { useCallError, useCallResult } from "./call-result.ts";

export interface ShownCall {
  readonly id: string;
  readonly at: Date;
  readonly state: "new" | "done" | "failed";
  readonly attempts: number;
  readonly bytes: number;
  readonly result: readonly InboundLine[];
  readonly error: string | null;
  readonly request: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly payload: string | null;
  readonly isCut: boolean;
}

interface ReplayAnswer {
  readonly failed: number;
  readonly error: string | null;
}

/** One call as it came, and what became of it. */
export function JournalCallPanel({
  call,
  closeTo,
}: {
  readonly call: ShownCall;
  readonly closeTo: string;
}) {
  const { t } = useTranslation("channels");
  const format = useFormat();
  const replay = useFetcher<ReplayAnswer>();
  const answer = replay.state === "idle" ? replay.data : undefined;
  const results = useCallResult()(call.result);
  const errorWords = useCallError();
  return (
    <Panel
      title={t("journal.call")}
      lead={t("journal.redacted")}
      actions={
        <LinkButton kind="quiet" icon={IconX} to={closeTo}>
          {t("journal.close")}
        </LinkButton>
      }
      foot={
        <>
          <replay.Form method="post">
            <input type="hidden" name="receiptId" value={call.id} />
            <Button type="submit" icon={IconRepeat} isBusy={replay.state !== "idle"}>
              {t("journal.replay")}
            </Button>
          </replay.Form>
          {answer ? (
            <Notice tone={answer.failed > 0 ? "bad" : "good"} isLive>
              {answer.failed > 0
                ? t("journal.replayFailed", { error: errorWords(answer.error ?? "") })
                : t("journal.replayed")}
            </Notice>
          ) : null}
        </>
      }
    >
      <Facts
        facts={[
          { label: t("journal.at"), value: <RelativeTime at={call.at} form="full" /> },
          {
            label: t("journal.state"),
            value: `${t(`journal.${call.state}`)} (${t("journal.tries", { count: call.attempts })})`,
          },
          {
            label: t("journal.result"),
            value: call.error ? errorWords(call.error) : results.join("; ") || t("journal.nothing"),
          },
          { label: t("journal.details"), value: <code>{call.request}</code> },
        ]}
      />
      <details className={styles.details}>
        <summary>{t("journal.headers")}</summary>
        <pre className={styles.raw} tabIndex={0}>
          {call.headers.map(({ name, value }) => `${name}: ${value}`).join("\n")}
        </pre>
      </details>
      <h3 className={styles.rawTitle}>{t("journal.payload")}</h3>
      {call.payload === null ? (
        <p>{t("journal.binary", { size: format.bytes(call.bytes) })}</p>
      ) : (
        <pre className={styles.raw} tabIndex={0}>
          {call.payload}
        </pre>
      )}
      {call.isCut ? <p>{t("journal.cut")}</p> : null}
    </Panel>
  );
}
