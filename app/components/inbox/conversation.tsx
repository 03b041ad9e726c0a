import { useFetcher } from "@remix-run/react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Group, Panel, Separator } from "react-resizable-panels";
import { useShortcut } from "#app/components/ui/commands.tsx";
import { paneLimits, usePaneWidth } from "#app/lib/pane-widths.ts";
import { Composer } from "./composer.tsx";
import { ConversationHead } from "./conversation-head.tsx";
import styles from "./conversation.module.css";
import frame from "./inbox-frame.module.css";
import type { OpenConversation } from "./open-conversation.ts";
import { OutgoingReply, type Outgoing } from "./outgoing-reply.tsx";
import { PersonPane } from "./person-pane.tsx";
import { Thread } from "./thread.tsx";

export interface ConversationProps {
  readonly conversation: OpenConversation;
  /** The one after it in the list. */
  readonly nextId: string | null;
}

/** The open conversation: its head, what was said, the composer, and the person beside it. */
export function Conversation({ conversation, nextId }: ConversationProps) {
  const { t } = useTranslation("inbox");
  const [isPersonOpen, setPersonOpen] = useState(false);
  const [outgoing, setOutgoing] = useState<readonly Outgoing[]>([]);
  const remembered = usePaneWidth("person");
  useMarkedRead(conversation);
  useShortcut("i", t("keys.person"), () => setPersonOpen((was) => !was));
  const forget = (key: string) => setOutgoing((all) => all.filter((one) => one.clientKey !== key));
  const arrived = new Set(
    conversation.items.map((item) => (item.kind === "message" ? item.clientKey : null)),
  );
  const onTheWay = outgoing.filter((reply) => !arrived.has(reply.clientKey));
  const waiting = onTheWay.map((reply) => (
    <OutgoingReply key={reply.clientKey} reply={reply} onGone={() => forget(reply.clientKey)} />
  ));
  return (
    <Group className={frame.panes ?? ""} id="conversation-panes" onLayoutChanged={remembered.keep}>
      <Panel id="conversation-thread" minSize={320}>
        <div className={styles.conversation}>
          <ConversationHead
            conversation={conversation}
            nextId={nextId}
            onPerson={() => setPersonOpen((was) => !was)}
            isPersonOpen={isPersonOpen}
          />
          <Thread conversation={conversation} outgoing={waiting} />
          <Presence conversation={conversation} />
          <Composer
            conversation={conversation}
            onSend={(reply) => setOutgoing((all) => [...all, reply])}
          />
        </div>
      </Panel>
      <Separator className={`${frame.grip} ${styles.personGrip}`} aria-label={t("person.title")} />
      <Panel
        id="conversation-person"
        className={`${styles.personPane} ${isPersonOpen ? styles.personOpen : ""}`}
        defaultSize={conversation.personWidth}
        minSize={paneLimits.person.min}
        maxSize={paneLimits.person.max}
        onResize={remembered.measure}
        groupResizeBehavior="preserve-pixel-size"
      >
        <PersonPane conversation={conversation} onClose={() => setPersonOpen(false)} />
      </Panel>
    </Group>
  );
}

/** Looking at it is reading it; a hidden tab looks at nothing. */
function useMarkedRead({ unread, isMentioned }: OpenConversation): void {
  const fetcher = useFetcher();
  const isNew = unread > 0 || isMentioned;
  const { submit, state } = fetcher;
  useEffect(() => {
    if (!isNew || state !== "idle") return undefined;
    const read = () => {
      if (document.visibilityState === "visible") submit({ intent: "read" }, { method: "post" });
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [isNew, unread, state, submit]);
}

function Presence({ conversation }: { readonly conversation: OpenConversation }) {
  const { t } = useTranslation("inbox");
  const { present } = conversation;
  const typing = present.filter((one) => one.isTyping).map((one) => one.name);
  const looking = present.filter((one) => !one.isTyping).map((one) => one.name);
  return (
    <div className={styles.presence} aria-live="polite">
      {typing.length > 0 ? (
        <span className={styles.collision}>
          {t("composer.typing", { names: typing.join(", ") })}
        </span>
      ) : null}
      {looking.length > 0 && typing.length === 0 ? (
        <span>{t("composer.viewing", { names: looking.join(", ") })}</span>
      ) : null}
    </div>
  );
}
