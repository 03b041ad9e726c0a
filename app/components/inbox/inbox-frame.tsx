import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Group, Panel, Separator } from "react-resizable-panels";
import { paneLimits, usePaneWidth } from "#app/lib/pane-widths.ts";
import styles from "./inbox-frame.module.css";

export interface InboxFrameProps {
  /** A conversation is open: a phone shows it alone. */
  readonly isOpen: boolean;
  /** The list's, in pixels, as this member left it. */
  readonly width: number;
  readonly list: ReactNode;
  readonly children: ReactNode;
}

/** List and thread side by side, resizable; on a phone one of them at a time. */
export function InboxFrame({ isOpen, width, list, children }: InboxFrameProps) {
  const { t } = useTranslation("inbox");
  const remembered = usePaneWidth("list");
  return (
    <div className={`${styles.inbox} ${isOpen ? styles.hasOpen : ""}`}>
      <h1 className="visually-hidden">{t("title")}</h1>
      <Group className={styles.panes ?? ""} id="inbox-panes" onLayoutChanged={remembered.keep}>
        <Panel
          id="inbox-list"
          defaultSize={width}
          minSize={paneLimits.list.min}
          maxSize={paneLimits.list.max}
          onResize={remembered.measure}
          groupResizeBehavior="preserve-pixel-size"
        >
          {list}
        </Panel>
        <Separator className={styles.grip ?? ""} aria-label={t("list.label")} />
        <Panel id="inbox-thread" minSize={320}>
          <div className={styles.main}>{children}</div>
        </Panel>
      </Group>
    </div>
  );
}
