import { useTranslation } from "react-i18next";
import { LinkButton } from "#app/components/ui/button.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { Figure, Figures } from "#app/components/ui/figure.tsx";
import { IconDownload } from "#app/components/ui/icons.ts";
import { Notice } from "#app/components/ui/notice.tsx";
import { Panel } from "#app/components/ui/page.tsx";
import { useFormat } from "#app/lib/format.ts";
import { paths } from "#app/lib/paths.ts";
import type { ConsentCounts, ImportCounts } from "#core/import/counts.ts";
import styles from "./import.module.css";
import { useAudienceWords } from "./words.ts";

export interface CountFiguresProps {
  readonly counts: ImportCounts;
  readonly consentCounts: ConsentCounts;
}

const shown = ["created", "updated", "unchanged", "duplicate", "invalid"] as const;

/** The numbers of an import, and the sum that proves none is missing. */
export function CountFigures({ counts, consentCounts }: CountFiguresProps) {
  const { t } = useTranslation("audience");
  const format = useFormat();
  const numbers = {
    rows: format.number(counts.rows),
    created: format.number(counts.created),
    updated: format.number(counts.updated),
    unchanged: format.number(counts.unchanged),
    duplicate: format.number(counts.duplicate),
    invalid: format.number(counts.invalid),
  };
  const { granted, keptOptedOut } = consentCounts;
  return (
    <>
      <Figures>
        {shown.map((name) => (
          <Figure key={name} label={t(`wizard.${name}`)} value={format.number(counts[name])} />
        ))}
        <Figure label={t("wizard.granted")} value={format.number(granted)} />
        {keptOptedOut > 0 ? (
          <Figure
            label={t("wizard.keptOptedOut")}
            value={format.number(keptOptedOut)}
            explain={t("wizard.keptOptedOutNote")}
          />
        ) : null}
      </Figures>
      <p className={styles.sum}>{t("wizard.addUp", numbers)}</p>
    </>
  );
}

export interface ImportResultProps extends CountFiguresProps {
  readonly undo: {
    readonly removed: number;
    readonly restored: number;
    readonly kept: number;
  } | null;
  readonly state: string;
}

export function ImportResult({ counts, consentCounts, undo, state }: ImportResultProps) {
  const { t } = useTranslation("audience");
  return (
    <Panel
      title={t("wizard.result")}
      actions={<LinkButton to={paths.contacts}>{t("wizard.showPeople")}</LinkButton>}
    >
      {undo && state === "undone" ? (
        <Notice tone="good">{t("wizard.undone", { ...undo })}</Notice>
      ) : null}
      <CountFigures counts={counts} consentCounts={consentCounts} />
    </Panel>
  );
}

export interface ImportProblemsProps {
  readonly importId: string;
  readonly counts: ImportCounts;
  readonly problems: readonly {
    readonly row: number;
    readonly line: number;
    readonly reason: string;
    readonly column: string | null;
    readonly cells: readonly string[];
  }[];
}

export function ImportProblems({ importId, counts, problems }: ImportProblemsProps) {
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  const format = useFormat();
  return (
    <Panel
      title={t("wizard.problems")}
      lead={t("wizard.problemsLead")}
      isFlush
      actions={
        <LinkButton to={paths.importProblems(importId)} isDocument icon={IconDownload}>
          {t("wizard.errorFile")}
        </LinkButton>
      }
      foot={counts.invalid > problems.length ? t("wizard.moreProblems") : null}
    >
      <DataTable
        caption={t("wizard.problems")}
        rows={problems}
        rowKey={(problem) => String(problem.row)}
        isBare
        isCompact
        columns={[
          {
            key: "line",
            label: t("wizard.line"),
            isNumeric: true,
            width: 80,
            cell: ({ line }) => format.number(line),
          },
          {
            key: "reason",
            label: t("wizard.reason"),
            cell: ({ reason, column }) =>
              column ? `${column}: ${words.problem(reason)}` : words.problem(reason),
          },
          {
            key: "row",
            label: t("wizard.row"),
            isWide: true,
            cell: ({ cells }) => cells.join(" · "),
          },
        ]}
      />
    </Panel>
  );
}
