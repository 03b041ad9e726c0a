import { useTranslation } from "react-i18next";
import { Notice } from "#app/components/ui/notice.tsx";
import { ComposerBox } from "./composer-box.tsx";
import styles from "./composer.module.css";
import type { OpenConversation } from "./open-conversation.ts";
import type { Outgoing } from "./outgoing-reply.tsx";
import { TemplatePicker } from "./template-picker.tsx";
import { WindowLine } from "./window-line.tsx";

export interface ComposerProps {
  readonly conversation: OpenConversation;
  readonly onSend: (reply: Outgoing) => void;
}

/** Knows the channel: what may be said, how long, until when. */
export function Composer({ conversation, onSend }: ComposerProps) {
  const { t } = useTranslation("inbox");
  if (!conversation.canReply) {
    return (
      <div className={styles.composer}>
        <Notice tone="neutral">{t("composer.viewOnly")}</Notice>
      </div>
    );
  }
  const { window } = conversation;
  const isClosed = window === null || window.kind === "closed";
  const hasOptedOut = conversation.person.consents.some((row) => row.state === "withdrawn");
  return (
    <section className={styles.composer} aria-label={t("composer.label")}>
      {hasOptedOut ? <p className={styles.small}>{t("composer.optedOut")}</p> : null}
      {window ? <WindowLine window={window} /> : null}
      {window?.kind === "closed" && window.needsTemplate ? (
        <TemplatePicker conversation={conversation} onSend={onSend} />
      ) : null}
      <ComposerBox conversation={conversation} isReplyAllowed={!isClosed} onSend={onSend} />
    </section>
  );
}
