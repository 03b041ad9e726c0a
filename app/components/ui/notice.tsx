import type { ReactNode } from "react";
import styles from "./notice.module.css";
import { toneIcons } from "./state-badge.tsx";

export interface NoticeProps {
  readonly tone?: "neutral" | "good" | "warn" | "bad" | "info";
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** Read aloud at once: for the answer to something the member just did. */
  readonly isLive?: boolean;
}

/** A sentence on the page that stays: a warning, a limit, the result of a check. */
export function Notice({ tone = "info", title, children, actions, isLive = false }: NoticeProps) {
  const Glyph = toneIcons[tone];
  return (
    <div
      className={`${styles.notice} ${styles[tone] ?? ""}`}
      {...(isLive ? { role: tone === "bad" ? "alert" : "status" } : {})}
    >
      <Glyph size={18} stroke={1.8} className={styles.icon} aria-hidden />
      <div className={styles.words}>
        {title ? <p className={styles.title}>{title}</p> : null}
        {typeof children === "string" ? <p>{children}</p> : children}
      </div>
      {actions}
    </div>
  );
}
