import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { IconClockPause, IconNote, IconSpeakerphone } from "#app/components/ui/icons.ts";
import { PersonMark } from "#app/components/ui/person-mark.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { useFormat } from "#app/lib/format.ts";
import { paths } from "#app/lib/paths.ts";
import { channelWords } from "./channel-words.ts";
import styles from "./inbox-list.module.css";
import type { ConversationState } from "./open-conversation.ts";

export interface ListedConversation {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly channel: string;
  readonly state: ConversationState;
  readonly preview: {
    readonly text: string;
    readonly direction: "in" | "out" | "note";
    readonly kind?: string | undefined;
  } | null;
  readonly at: Date;
  readonly unread: number;
  readonly isUnread: boolean;
  readonly assignee: string | null;
  readonly snoozedUntil: Date | null;
  readonly campaignName: string | null;
}

export interface ConversationRowProps {
  readonly row: ListedConversation;
  readonly isCurrent: boolean;
  readonly suffix: string;
}

export function ConversationRow({ row, isCurrent, suffix }: ConversationRowProps) {
  const { t } = useTranslation("inbox");
  const name = row.name || row.address || t("list.noName");
  return (
    <Link
      to={`${paths.conversation(row.id)}${suffix}`}
      className={`${styles.row} ${row.isUnread ? styles.isUnread : ""}`}
      aria-current={isCurrent ? "true" : undefined}
      preventScrollReset
    >
      <PersonMark name={name} size={36} />
      <span className={styles.rowWords}>
        <span className={styles.rowTop}>
          <span className={styles.rowName}>{name}</span>
          <span className={styles.rowTime}>
            <RelativeTime at={row.at} form="short" />
          </span>
        </span>
        <span className={styles.rowPreview}>
          <Preview row={row} />
          {row.isUnread ? (
            <span className={styles.badge}>
              {row.unread > 0 ? row.unread : "•"}
              <span className="visually-hidden"> {t("list.unread", { count: row.unread })}</span>
            </span>
          ) : null}
        </span>
        <RowFacts row={row} />
      </span>
    </Link>
  );
}

function Preview({ row }: { readonly row: ListedConversation }) {
  const { t } = useTranslation("inbox");
  const { preview } = row;
  if (!preview) return <span className={styles.rowText} />;
  const kind = t(`kind.${preview.kind ?? "other"}` as "kind.other", {
    defaultValue: t("kind.other"),
  });
  const words = preview.text === "" ? kind : preview.text;
  return (
    <span className={styles.rowText}>
      {preview.direction === "out" ? <em>{t("list.you")}: </em> : null}
      {preview.direction === "note" ? (
        <>
          <IconNote size={13} aria-hidden /> <em>{t("list.note")}: </em>
        </>
      ) : null}
      {words}
    </span>
  );
}

function RowFacts({ row }: { readonly row: ListedConversation }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const until = row.snoozedUntil
    ? t("list.snoozedUntil", { time: format.short(new Date(row.snoozedUntil)) })
    : t("list.untilReply");
  return (
    <span className={styles.rowFacts}>
      <span>{channelWords(row.channel)}</span>
      {row.campaignName ? (
        <span className={styles.rowCampaign}>
          <IconSpeakerphone size={12} aria-hidden /> {row.campaignName}
        </span>
      ) : null}
      {row.state === "snoozed" ? (
        <span>
          <IconClockPause size={12} aria-hidden /> {until}
        </span>
      ) : null}
      {row.assignee ? <span>{row.assignee}</span> : null}
    </span>
  );
}
