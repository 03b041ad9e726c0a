import { useTranslation } from "react-i18next";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import type { EventItem } from "#core/conversation/items.ts";
import styles from "./thread.module.css";
import type { OpenConversation } from "./open-conversation.ts";

const known = [
  "open",
  "closed",
  "snoozed",
  "woke",
  "opted-out",
  "opted-in",
  "opt-out-confirmed",
  "opt-out-dismissed",
] as const;

/** Something that happened, in one grey line. */
export function EventLine({
  item,
  conversation,
}: {
  readonly item: EventItem;
  readonly conversation: OpenConversation;
}) {
  const { t } = useTranslation("inbox");
  const nameOf = (id: string | null) =>
    conversation.members.find((one) => one.id === id)?.name ?? t("thread.somebody");
  const actor = nameOf(item.actorId);
  const event = known.find((one) => one === item.event);
  const assigned =
    item.assigneeId === null
      ? t("event.unassigned", { actor })
      : t("event.assigned", { actor, name: nameOf(item.assigneeId) });
  const other = event ? t(`event.${event}`, { actor }) : t("event.other");
  return (
    <p className={styles.event}>
      {item.event === "assigned" ? assigned : other} · <RelativeTime at={item.at} form="short" />
    </p>
  );
}
