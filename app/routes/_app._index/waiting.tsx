import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { IconCalendar, IconEdit, IconMessageReply, IconUser } from "#app/components/ui/icons.ts";
import { Panel } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { paths } from "#app/lib/paths.ts";
import styles from "./home.module.css";

interface Waiting {
  readonly id: string;
  readonly name: string;
  readonly at: Date;
}

export interface WaitingPanelProps {
  readonly unread: { readonly open: number; readonly mine: number; readonly unassigned: number };
  readonly scheduled: readonly Waiting[];
  readonly drafts: readonly Waiting[];
}

/** What asks for a person: answers first, then what is about to go out, then what is unfinished. */
export function WaitingPanel({ unread, scheduled, drafts }: WaitingPanelProps) {
  const { t } = useTranslation("home");
  const isQuiet = unread.open === 0 && scheduled.length === 0 && drafts.length === 0;
  return (
    <Panel title={t("waits.title")} isFlush={!isQuiet}>
      {isQuiet ? (
        <p className={styles.quiet}>{t("waits.nothing")}</p>
      ) : (
        <ul className={styles.waits}>
          {unread.mine > 0 ? (
            <li>
              <IconUser size={18} stroke={1.7} className={styles.back} aria-hidden />
              <Link to={`${paths.inbox}?view=mine`}>{t("waits.mine", { count: unread.mine })}</Link>
            </li>
          ) : null}
          {unread.unassigned > 0 ? (
            <li>
              <IconMessageReply size={18} stroke={1.7} className={styles.back} aria-hidden />
              <Link to={`${paths.inbox}?view=unassigned`}>
                {t("waits.unassigned", { count: unread.unassigned })}
              </Link>
            </li>
          ) : null}
          {scheduled.map(({ id, name, at }) => (
            <li key={id}>
              <IconCalendar size={18} stroke={1.7} aria-hidden />
              <Link to={paths.campaign(id)}>{name}</Link>
              <span className={styles.when}>
                {t("waits.goesOut")} <RelativeTime at={at} />
              </span>
            </li>
          ))}
          {drafts.map(({ id, name, at }) => (
            <li key={id}>
              <IconEdit size={18} stroke={1.7} aria-hidden />
              <Link to={paths.campaign(id)}>{name}</Link>
              <span className={styles.when}>
                {t("waits.draft")} <RelativeTime at={at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
