import type { ReactNode } from "react";
import styles from "./page.module.css";

export interface PageBodyProps {
  /** full: lists and the inbox; form: 720 px; review: 960 px. */
  readonly width?: "full" | "form" | "review";
  readonly children: ReactNode;
}

/** Everything under the PageHead, at the width its kind of page has. Children stand 16 px apart. */
export function PageBody({ width = "full", children }: PageBodyProps) {
  const narrow = width === "full" ? "" : styles[width];
  return <div className={`${styles.page} ${styles.stack} ${narrow}`}>{children}</div>;
}

export interface PanelProps {
  readonly title?: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly foot?: ReactNode;
  /** The body touches the border: for tables. */
  readonly isFlush?: boolean;
  readonly children?: ReactNode;
  readonly id?: string;
}

export function Panel({ title, lead, actions, foot, isFlush = false, children, id }: PanelProps) {
  return (
    <section className={styles.panel} id={id}>
      {title || actions ? (
        <div className={styles.panelHead}>
          <div>
            {title ? <h2 className={styles.panelTitle}>{title}</h2> : null}
            {lead ? <p className={styles.panelLead}>{lead}</p> : null}
          </div>
          {actions}
        </div>
      ) : null}
      {children ? (
        <div className={isFlush ? styles.flush : styles.panelBody}>{children}</div>
      ) : null}
      {foot ? <div className={styles.panelFoot}>{foot}</div> : null}
    </section>
  );
}

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

/** Names and values side by side, under each other on a phone. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(({ label, value }) => [
        <dt key={`${label}-name`}>{label}</dt>,
        <dd key={`${label}-value`}>{value}</dd>,
      ])}
    </dl>
  );
}
