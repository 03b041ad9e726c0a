import { NavLink, useLocation } from "@remix-run/react";
import { useEffect, useRef } from "react";
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
  const { pathname } = useLocation();
  const row = useRef<HTMLElement>(null);
  // On a phone the row scrolls: the tab one is on must not hide at its end.
  useEffect(() => {
    const current = row.current?.querySelector("[aria-current]");
    current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [pathname]);
  return (
    <nav ref={row} className={styles.tabs} aria-label={label}>
      {tabs.map((tab) => (
        <NavLink key={tab.to} to={tab.to} end={tab.isIndex ?? false} className={styles.tab ?? ""}>
          {tab.label}
          {tab.count === undefined ? null : <span className={styles.count}>{tab.count}</span>}
        </NavLink>
      ))}
    </nav>
  );
}
