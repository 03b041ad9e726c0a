import type { ReactNode } from "react";
import styles from "./side-by-side.module.css";

/** Work on the left, what follows from it on the right; under each other where it is narrow. */
export function SideBySide({
  children,
  side,
}: {
  readonly children: ReactNode;
  readonly side: ReactNode;
}) {
  return (
    <div className={styles.frame}>
      <div className={styles.main}>{children}</div>
      <aside className={styles.side}>{side}</aside>
    </div>
  );
}
