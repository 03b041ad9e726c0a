import type { ReactNode } from "react";
import styles from "./public-page.module.css";

/** A page for the person at the other end: one question, no navigation, no sign of our other pages. */
export function PublicPage({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <h1 className={styles.title}>{title}</h1>
        {children}
      </div>
    </main>
  );
}
