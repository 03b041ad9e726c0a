import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Panel } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { paths } from "#app/lib/paths.ts";
import styles from "./template-editor.module.css";

export interface ShownRevision {
  readonly revisionId: string;
  readonly n: number;
  /** null = somebody who is no longer a member. */
  readonly by: string | null;
  readonly createdAt: Date;
}

export interface RevisionListProps {
  readonly templateId: string;
  /** The one new campaigns use. */
  readonly currentId: string;
  /** The one on this page, when it is a page of one. */
  readonly openId?: string | undefined;
  readonly revisions: readonly ShownRevision[];
}

/** Who saved what when; each opens. */
export function RevisionList({ templateId, currentId, openId, revisions }: RevisionListProps) {
  const { t } = useTranslation("templates");
  return (
    <Panel title={t("editor.history")}>
      <ul className={styles.history}>
        {revisions.map(({ revisionId, n, by, createdAt }) => (
          <li key={revisionId}>
            <Link
              to={paths.templateRevision(templateId, revisionId)}
              {...(revisionId === openId ? { "aria-current": "page" as const } : {})}
            >
              {t("editor.revision", { n })}
            </Link>
            {revisionId === currentId ? <span>{t("editor.current")}</span> : null}
            <span className={styles.saver}>{by ?? t("editor.formerMember")}</span>
            <RelativeTime at={createdAt} form="full" />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
