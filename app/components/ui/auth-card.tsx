import type { ReactNode } from "react";
import styles from "./auth-card.module.css";

export interface AuthCardProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
  readonly foot?: ReactNode;
}

/** One signed-out step: a title, a sentence, a form. */
export function AuthCard({ title, lead, children, foot }: AuthCardProps) {
  return (
    <>
      <h1 className={styles.title}>{title}</h1>
      {lead ? <p className={styles.lead}>{lead}</p> : null}
      <div className={styles.body}>{children}</div>
      {foot ? <div className={styles.foot}>{foot}</div> : null}
    </>
  );
}
