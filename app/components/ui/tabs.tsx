import { NavLink } from "@remix-run/react";
import styles from "./tabs.module.css";

export interface Tab {
  readonly to: string;
  readonly label: string;
  readonly count?: string | number | undefined;
  /** The tab of an index route: matches only its own address. */
  readonly isIndex?: boolean;
}

/** Tabs are pages: each has an address, the back button works, no JavaScript is needed. */
export function RouteTabs({
  label,
  tabs,
}: {
  readonly label: string;
  readonly tabs: readonly Tab[];
}) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map((tab) => (
        <NavLink key={tab.to} to={tab.to} end={tab.isIndex ?? false} className={styles.tab ?? ""}>
          {tab.label}
          {tab.count === undefined ? null : <span className={styles.count}>{tab.count}</span>}
        </NavLink>
      ))}
    </nav>
  );
}
