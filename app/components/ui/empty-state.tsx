import type { ReactNode } from "react";
import styles from "./empty-state.module.css";
import type { Icon } from "./icons.ts";

export interface EmptyStateProps {
  readonly icon?: Icon;
  readonly title: string;
  /** One sentence: what this is. */
  readonly children?: ReactNode;
  /** One button; a link to the documentation beside it. */
  readonly action?: ReactNode;
  readonly more?: ReactNode;
}

export function EmptyState({ icon: Glyph, title, children, action, more }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      {Glyph ? <Glyph size={36} stroke={1.3} className={styles.icon} aria-hidden /> : null}
      <h2 className={styles.title}>{title}</h2>
      {children ? <p className={styles.text}>{children}</p> : null}
      {action}
      {more}
    </div>
  );
}
