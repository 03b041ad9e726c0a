import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "#app/lib/format.ts";
import { useSettings } from "#app/lib/settings-context.ts";
import type { ThreadItem } from "#core/conversation/items.ts";
import { DAY_MS } from "#core/duration.ts";
import { CampaignBubble } from "./campaign-bubble.tsx";
import { EventLine } from "./event-line.tsx";
import styles from "./thread.module.css";
import { MessageBubble } from "./message-bubble.tsx";
import type { OpenConversation } from "./open-conversation.ts";

export interface ThreadProps {
  readonly conversation: OpenConversation;
  /** Replies that are not in the thread yet. */
  readonly outgoing: ReactNode;
}

// The server renders no layout; there the plain effect says nothing.
const useBeforePaint = typeof window === "undefined" ? useEffect : useLayoutEffect;
/** Nearer to the end than this, one reads the newest and wants to see what comes. */
const NEAR_END_PX = 160;

export function Thread({ conversation, outgoing }: ThreadProps) {
  const { t } = useTranslation("inbox");
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const { items } = conversation;
  const outgoingCount = Array.isArray(outgoing) ? outgoing.length : 0;
  useBeforePaint(() => {
    const element = box.current;
    if (element && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [items.length, outgoingCount]);
  useEffect(() => {
    const element = box.current;
    // A photo takes its place only when it is there; "load" does not bubble, so on its way down.
    const stay = () => {
      if (element && isAtEnd.current) element.scrollTop = element.scrollHeight;
    };
    element?.addEventListener("load", stay, true);
    return () => element?.removeEventListener("load", stay, true);
  }, []);
  return (
    <div
      ref={box}
      className={styles.thread}
      role="log"
      aria-label={t("thread.label")}
      tabIndex={0}
      onScroll={({ currentTarget: element }) => {
        const left = element.scrollHeight - element.scrollTop - element.clientHeight;
        isAtEnd.current = left < NEAR_END_PX;
      }}
    >
      {items.map((item, index) => (
        <div key={item.id} className={styles.item}>
          <DayLine at={item.at} before={items[index - 1]?.at} />
          <Item item={item} before={items[index - 1]} conversation={conversation} />
        </div>
      ))}
      {outgoing}
    </div>
  );
}

interface ItemProps {
  readonly item: ThreadItem;
  readonly before: ThreadItem | undefined;
  readonly conversation: OpenConversation;
}

function Item({ item, before, conversation }: ItemProps) {
  if (item.kind === "campaign") return <CampaignBubble item={item} />;
  if (item.kind === "event") return <EventLine item={item} conversation={conversation} />;
  const isSameCampaign =
    before?.kind === "message" &&
    before.answers !== null &&
    before.answers.campaignId === item.answers?.campaignId;
  return <MessageBubble item={item} conversation={conversation} isAnswerShown={!isSameCampaign} />;
}

function DayLine({ at, before }: { readonly at: Date; readonly before: Date | undefined }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const { now } = useSettings();
  const day = format.date(new Date(at));
  if (before && format.date(new Date(before)) === day) return null;
  const yesterday = format.date(new Date(new Date(now).getTime() - DAY_MS));
  const words =
    day === format.date(new Date(now))
      ? t("thread.today")
      : day === yesterday
        ? t("thread.yesterday")
        : day;
  return (
    <div className={styles.day} suppressHydrationWarning>
      <span>{words}</span>
    </div>
  );
}
