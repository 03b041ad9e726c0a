import { Progress } from "@mantine/core";
import { Form, useSubmit } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { Confirm } from "#app/components/ui/confirm.tsx";
import { IconArrowBackUp, IconPlayerPlay, IconPlayerStop } from "#app/components/ui/icons.ts";
import { Notice } from "#app/components/ui/notice.tsx";
import { Panel } from "#app/components/ui/page.tsx";
import { useFormat } from "#app/lib/format.ts";
import { usePending } from "#app/lib/use-pending.ts";
import type { ConsentCounts, ImportCounts } from "#core/import/counts.ts";
import { CountFigures } from "./import-result.tsx";
import styles from "./import.module.css";

export interface ImportRunProps {
  readonly state: string;
  readonly blocker: string | null;
  /** Typed above and not stored: a run would not use it. */
  readonly hasUnsavedAnswers: boolean;
  readonly isStopAsked: boolean;
  readonly counts: ImportCounts;
  readonly dryRun: { readonly counts: ImportCounts; readonly consentCounts: ConsentCounts } | null;
  readonly failure: string | null;
}

/** What the import can do next; while it moves, how far it is. */
export function ImportRun(props: ImportRunProps) {
  switch (props.state) {
    case "draft":
      return <DraftRun {...props} />;
    case "checking":
    case "running":
    case "undoing":
      return <Moving {...props} />;
    case "undone":
      return null;
    default:
      return <Resting {...props} />;
  }
}

function DraftRun({ blocker, hasUnsavedAnswers, dryRun }: ImportRunProps) {
  const { t } = useTranslation("audience");
  const format = useFormat();
  const isBusy = usePending();
  const isBlocked = blocker !== null || hasUnsavedAnswers || isBusy;
  return (
    <Panel title={t("wizard.check")} lead={t("wizard.dryRunLead")}>
      {blocker === "consent-not-answered" ? (
        <Notice tone="warn">{t("wizard.notAnswered")}</Notice>
      ) : null}
      {blocker === "no-address-column" ? (
        <Notice tone="warn">{t("wizard.noAddress")}</Notice>
      ) : null}
      {hasUnsavedAnswers && blocker === null ? (
        <Notice tone="warn" isLive>
          {t("wizard.unsaved")}
        </Notice>
      ) : null}
      {dryRun ? (
        <>
          <p>{t("wizard.wouldBe", { rows: format.number(dryRun.counts.rows) })}</p>
          <CountFigures counts={dryRun.counts} consentCounts={dryRun.consentCounts} />
        </>
      ) : null}
      <Form method="post" className={styles.actions}>
        <Button
          type="submit"
          name="intent"
          value="run"
          kind={dryRun ? "primary" : "secondary"}
          disabled={isBlocked}
        >
          {dryRun ? t("wizard.run", { count: dryRun.counts.rows }) : t("wizard.runUnchecked")}
        </Button>
        <Button
          type="submit"
          name="intent"
          value="check"
          kind={dryRun ? "secondary" : "primary"}
          disabled={isBlocked}
        >
          {dryRun ? t("wizard.dryRunAgain") : t("wizard.dryRun")}
        </Button>
        <Button type="submit" name="intent" value="discard" kind="quiet" disabled={isBusy}>
          {t("wizard.discard")}
        </Button>
      </Form>
    </Panel>
  );
}

function Moving({ state, counts, dryRun, isStopAsked }: ImportRunProps) {
  const { t } = useTranslation("audience");
  const format = useFormat();
  const rows = format.number(counts.rows);
  const total = state === "running" ? dryRun?.counts.rows : undefined;
  const share = total ? (counts.rows / total) * 100 : 100;
  return (
    <Panel>
      <p aria-live="polite">
        {state === "checking" ? t("wizard.checkingNow", { rows }) : t("wizard.running", { rows })}
      </p>
      <Progress
        value={share}
        animated={total === undefined}
        aria-label={t("wizard.running", { rows })}
      />
      <p className={styles.sum}>{t("wizard.noWorker")}</p>
      {state === "undoing" ? null : (
        <Form method="post" className={styles.actions}>
          <Button
            type="submit"
            name="intent"
            value="stop"
            kind="danger"
            icon={IconPlayerStop}
            disabled={isStopAsked}
          >
            {isStopAsked ? t("wizard.stopping") : t("wizard.stop")}
          </Button>
        </Form>
      )}
    </Panel>
  );
}

function Resting({ state, failure }: ImportRunProps) {
  const { t } = useTranslation("audience");
  const submit = useSubmit();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      {failure ? <Notice tone="bad">{t("wizard.failure")}</Notice> : null}
      <Form method="post" className={styles.actions}>
        {state === "stopped" ? (
          <Button type="submit" name="intent" value="continue" kind="primary" icon={IconPlayerPlay}>
            {t("wizard.goOn")}
          </Button>
        ) : null}
        <Button icon={IconArrowBackUp} onClick={() => setAsking(true)}>
          {t("wizard.undo")}
        </Button>
      </Form>
      <Confirm
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          submit({ intent: "undo" }, { method: "post" });
        }}
        title={t("wizard.undoTitle")}
        label={t("wizard.undo")}
      >
        {t("wizard.undoText")}
      </Confirm>
    </>
  );
}
