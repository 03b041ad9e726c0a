import { Link, useFetcher, useLocation, useNavigate, useSearchParams } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "#app/components/ui/button.tsx";
import { useCommands, useShortcut } from "#app/components/ui/commands.tsx";
import {
  IconArrowLeft,
  IconCheck,
  IconClockPause,
  IconMail,
  IconRefresh,
  IconUser,
  IconUserCheck,
} from "#app/components/ui/icons.ts";
import { Menu, MenuItem } from "#app/components/ui/menu.tsx";
import { StateBadge, type Tone } from "#app/components/ui/state-badge.tsx";
import { showToast } from "#app/components/ui/toast.tsx";
import { paths } from "#app/lib/paths.ts";
import { channelWords } from "./channel-words.ts";
import styles from "./conversation.module.css";
import type { ConversationState, OpenConversation } from "./open-conversation.ts";
import { SnoozeMenu } from "./snooze-menu.tsx";

export interface ConversationHeadProps {
  readonly conversation: OpenConversation;
  readonly nextId: string | null;
  readonly onPerson: () => void;
  readonly isPersonOpen: boolean;
}

export const stateTones: Record<ConversationState, Tone> = {
  open: "back",
  waiting: "info",
  snoozed: "warn",
  closed: "neutral",
};

export function ConversationHead(props: ConversationHeadProps) {
  const { conversation, nextId, onPerson, isPersonOpen } = props;
  const { t } = useTranslation("inbox");
  const [params] = useSearchParams();
  const { person, channel, state } = conversation;
  const query = params.toString();
  return (
    <header className={styles.head}>
      <Link
        to={query === "" ? paths.inbox : `${paths.inbox}?${query}`}
        className={styles.back}
        aria-label={t("head.back")}
      >
        <IconArrowLeft size={20} stroke={1.8} aria-hidden />
      </Link>
      <div className={styles.headWords}>
        <h2 className={styles.headName}>{person.name || person.address || t("list.noName")}</h2>
        <p className={styles.headFacts}>
          <StateBadge tone={stateTones[state]} isBare>
            {t(`state.${state}`)}
          </StateBadge>
          <span>
            {channelWords(channel.id)} · {channel.account}
          </span>
        </p>
      </div>
      {conversation.canReply ? <Moves conversation={conversation} nextId={nextId} /> : null}
      <span className={styles.personButton}>
        <IconButton
          label={t("head.person")}
          icon={IconUser}
          onClick={onPerson}
          aria-expanded={isPersonOpen}
        />
      </span>
    </header>
  );
}

type MovesProps = Pick<ConversationHeadProps, "conversation" | "nextId">;

function Moves({ conversation, nextId }: MovesProps) {
  const { t } = useTranslation("inbox");
  const move = useMoves(conversation);
  const isClosed = conversation.state === "closed";
  const goOn = useGoOn(nextId);
  const closeAndNext = () => {
    move.close();
    goOn();
  };
  useShortcut("e", t("keys.close"), move.close, { isOn: !isClosed });
  useShortcut("shift+e", t("keys.closeNext"), closeAndNext, { isOn: !isClosed });
  useShortcut("z", t("keys.snooze"), () => move.snooze(null));
  useShortcut("m", t("keys.assignMe"), () => move.assign(conversation.me.id));
  useShortcut("u", t("keys.unread"), move.unread);
  useCommands([
    isClosed
      ? {
          id: "reopen",
          label: t("head.reopen"),
          group: "here",
          icon: IconRefresh,
          run: move.reopen,
        }
      : {
          id: "close",
          label: t("head.close"),
          group: "here",
          icon: IconCheck,
          keys: "e",
          run: move.close,
        },
    ...(isClosed
      ? []
      : [
          {
            ...{ id: "close-next", label: t("keys.closeNext"), icon: IconCheck },
            ...{ group: "here" as const, keys: "shift+e", run: closeAndNext },
          },
        ]),
    {
      ...{ id: "mark-unread", label: t("head.markUnread"), icon: IconMail },
      ...{ group: "here", keys: "u", run: move.unread },
    },
    {
      id: "snooze",
      label: t("head.snooze"),
      group: "here",
      icon: IconClockPause,
      keys: "z",
      run: () => move.snooze(null),
    },
    {
      id: "assign-me",
      label: t("head.assignMe"),
      group: "here",
      icon: IconUserCheck,
      keys: "m",
      run: () => move.assign(conversation.me.id),
    },
  ]);
  return (
    <div className={styles.moves}>
      <AssignMenu conversation={conversation} onAssign={move.assign} />
      <SnoozeMenu onSnooze={move.snooze} />
      <span className={styles.wideOnly}>
        <IconButton label={t("head.markUnread")} icon={IconMail} onClick={move.unread} />
      </span>
      {isClosed ? (
        <Button icon={IconRefresh} onClick={move.reopen}>
          {t("head.reopen")}
        </Button>
      ) : (
        <Button icon={IconCheck} onClick={move.close}>
          {t("head.close")}
        </Button>
      )}
    </div>
  );
}

/** To the next conversation of the list, in the same view. */
function useGoOn(nextId: string | null): () => void {
  const navigate = useNavigate();
  const { search } = useLocation();
  const to = nextId === null ? paths.inbox : paths.conversation(nextId);
  return () => navigate(`${to}${search}`, { preventScrollReset: true });
}

interface AssignMenuProps {
  readonly conversation: OpenConversation;
  readonly onAssign: (memberId: string | null) => void;
}

function AssignMenu({ conversation, onAssign }: AssignMenuProps) {
  const { t } = useTranslation("inbox");
  const { members, assigneeId, me } = conversation;
  const assignee = members.find((one) => one.id === assigneeId);
  const label = assignee ? t("head.assignedTo", { name: assignee.name }) : t("head.assign");
  return (
    <Menu
      target={
        <Button kind="quiet" icon={IconUserCheck} className={styles.assign} aria-label={label}>
          {assignee ? assignee.name : t("head.assign")}
        </Button>
      }
    >
      {assigneeId === me.id ? null : (
        <MenuItem icon={IconUserCheck} onClick={() => onAssign(me.id)}>
          {t("head.assignMe")}
        </MenuItem>
      )}
      {members
        .filter((one) => one.id !== me.id && one.id !== assigneeId)
        .map((one) => (
          <MenuItem key={one.id} onClick={() => onAssign(one.id)}>
            {one.name}
          </MenuItem>
        ))}
      {assigneeId === null ? null : (
        <MenuItem onClick={() => onAssign(null)}>{t("head.unassign")}</MenuItem>
      )}
    </Menu>
  );
}

/** Each act with its toast; what can be taken back offers it. */
function useMoves(conversation: OpenConversation) {
  const { t } = useTranslation("inbox");
  const [isSending, setSending] = useState(0);
  const fetcher = useFetcher({ key: `move-${conversation.id}-${isSending}` });
  // The page may show another conversation by the time somebody presses Undo.
  const action = paths.conversation(conversation.id);
  const post = (fields: Record<string, string>) => {
    setSending((count) => count + 1);
    fetcher.submit(fields, { method: "post", action });
  };
  const restore = () => {
    const { state, snoozedUntil } = conversation;
    if (state === "closed") post({ intent: "close" });
    else if (state === "snoozed") {
      post({ intent: "snooze", until: snoozedUntil ? new Date(snoozedUntil).toISOString() : "" });
    } else post({ intent: "reopen" });
  };
  return {
    close: () => {
      post({ intent: "close" });
      showToast({ message: t("done.closed"), undo: restore });
    },
    reopen: () => {
      post({ intent: "reopen" });
      showToast({ message: t("done.reopened"), undo: restore });
    },
    snooze: (until: Date | null) => {
      post({ intent: "snooze", until: until?.toISOString() ?? "" });
      showToast({ message: t("done.snoozed"), undo: restore });
    },
    unread: () => {
      post({ intent: "unread" });
      showToast({ message: t("done.unread") });
    },
    assign: (memberId: string | null) => {
      const name = conversation.members.find((one) => one.id === memberId)?.name;
      const before = conversation.assigneeId ?? "";
      post({ intent: "assign", assigneeId: memberId ?? "" });
      showToast({
        message: name ? t("done.assigned", { name }) : t("done.unassigned"),
        undo: () => post({ intent: "assign", assigneeId: before }),
      });
    },
  };
}
