import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { IconArrowLeft } from "./icons.ts";
import styles from "./page-head.module.css";

export interface PageHeadProps {
  readonly title: ReactNode;
  /** One line of state in words: what is going on here right now. */
  readonly state?: ReactNode;
  /** Stands beside the title, e.g. a StateBadge. */
  readonly badge?: ReactNode;
  /** The page above this one. */
  readonly back?: { readonly to: string; readonly label: string } | undefined;
  /** One primary button at most, on the right; a Menu for the rest. */
  readonly actions?: ReactNode;
}

export function PageHead({ title, state, badge, back, actions }: PageHeadProps) {
  return (
    <header className={styles.head}>
      <div className={styles.words}>
        {back ? (
          <div className={styles.crumbs}>
            <Link to={back.to}>
              <IconArrowLeft size={15} stroke={1.8} aria-hidden />
              {back.label}
            </Link>
          </div>
        ) : null}
        <h1 className={styles.title}>
          <span>{title}</span>
          {badge}
        </h1>
        {state ? <p className={styles.state}>{state}</p> : null}
      </div>
      {actions ? <div className={styles.actions}>{actions}</div> : null}
    </header>
  );
}
