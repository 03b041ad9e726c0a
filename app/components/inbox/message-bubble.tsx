import { Tooltip } from "@mantine/core";
import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { IconArrowBackUp, IconNote } from "#app/components/ui/icons.ts";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { useFormat } from "#app/lib/format.ts";
import { paths } from "#app/lib/paths.ts";
import type { AnswerLine, MessageItem } from "#core/conversation/items.ts";
import styles from "./thread.module.css";
import { LinkedWords } from "./linked-words.tsx";
import { MediaParts } from "./media-parts.tsx";
import { OptOutDoubt } from "./opt-out-doubt.tsx";
import type { OpenConversation } from "./open-conversation.ts";
import { TicksLine } from "./ticks-line.tsx";

export interface MessageBubbleProps {
  readonly item: MessageItem;
  readonly conversation: OpenConversation;
  readonly isAnswerShown: boolean;
}

/** Ours right on the out tint, theirs left on a neutral, notes yellow and labelled. */
export function MessageBubble({ item, conversation, isAnswerShown }: MessageBubbleProps) {
  const { t } = useTranslation("inbox");
  const author = authorOf(item, conversation) ?? t("thread.somebody");
  return (
    <article className={`${styles.bubbleRow} ${styles[item.direction]}`}>
      {item.answers && isAnswerShown ? <Answers line={item.answers} /> : null}
      <div className={styles.bubble}>
        {item.direction === "note" ? (
          <p className={styles.noteLabel}>
            <IconNote size={13} aria-hidden /> {t("thread.note")}
          </p>
        ) : null}
        {item.isAutomatic ? <p className={styles.small}>{t("thread.automatic")}</p> : null}
        {item.isDeleted ? <p className={styles.gone}>{t("thread.deleted")}</p> : null}
        <MediaParts media={item.media} />
        {item.text === "" ? null : (
          <LinkedWords text={item.text} isLinked={item.direction !== "out"} />
        )}
        <Extras item={item} />
      </div>
      <footer className={styles.bubbleFoot}>
        {item.direction === "in" ? null : <span>{author}</span>}
        <RelativeTime at={item.at} form="short" />
        {item.ticks ? <TicksLine ticks={item.ticks} /> : null}
        {item.reactions.map((emoji) => (
          <span key={emoji} className={styles.reaction}>
            <span className="visually-hidden">{t("thread.reacted", { emoji: "" })}</span>
            {emoji}
          </span>
        ))}
      </footer>
      {item.optOutDoubt === "open" ? (
        <OptOutDoubt messageId={item.id} canAnswer={conversation.canReply} />
      ) : null}
    </article>
  );
}

function authorOf(item: MessageItem, { members, me }: OpenConversation): string | undefined {
  if (item.authorId === me.id) return me.name;
  return members.find((one) => one.id === item.authorId)?.name;
}

function Extras({ item }: { readonly item: MessageItem }) {
  const { t } = useTranslation("inbox");
  const { location, other } = item;
  const what = other?.what ? t(`thread.other.${other.what}`) : null;
  return (
    <>
      {location ? (
        <p className={styles.words}>
          {t("thread.location", {
            latitude: location.latitude.toFixed(5),
            longitude: location.longitude.toFixed(5),
          })}{" "}
          <a
            href={`https://www.openstreetmap.org/?mlat=${location.latitude}&mlon=${location.longitude}#map=15/${location.latitude}/${location.longitude}`}
            target="_blank"
            rel="noreferrer noopener"
          >
            {t("thread.openMap")}
          </a>
        </p>
      ) : null}
      {other ? (
        <p className={styles.gone}>{[what, other.detail].filter(Boolean).join(": ")}</p>
      ) : null}
    </>
  );
}

/** "answers *Spring offer*, sent Tuesday, read 14:02" */
function Answers({ line }: { readonly line: AnswerLine }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const sent = t("thread.sent", { time: format.short(new Date(line.sentAt)) });
  const read = line.readAt
    ? t("thread.read", { time: format.short(new Date(line.readAt)) })
    : t("thread.notRead");
  return (
    <p className={styles.answers} suppressHydrationWarning>
      <IconArrowBackUp size={14} aria-hidden />{" "}
      {line.isCertain ? null : (
        <Tooltip label={t("thread.probablyHint")}>
          <span tabIndex={0}>{t("thread.probably")} </span>
        </Tooltip>
      )}
      {t("thread.answers")}{" "}
      <Link to={paths.campaign(line.campaignId)}>
        <em>{line.campaignName}</em>
      </Link>
      , {sent}, {read}
    </p>
  );
}
