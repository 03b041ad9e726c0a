import { Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import styles from "./figure.module.css";
import { IconInfoCircle } from "./icons.ts";

export interface FigureProps {
  readonly label: string;
  readonly value: ReactNode;
  /** Under the number: a share with its base, a trend. */
  readonly note?: ReactNode;
  /** How the number is counted. */
  readonly explain?: string;
  readonly voice?: "out" | "back";
}

export function Figure({ label, value, note, explain, voice }: FigureProps) {
  return (
    <div className={styles.figure}>
      <div className={styles.label}>
        {label}
        {explain ? (
          <Tooltip
            label={explain}
            multiline
            maw={280}
            events={{ hover: true, focus: true, touch: true }}
          >
            <span tabIndex={0} role="note" aria-label={explain} style={{ display: "inline-flex" }}>
              <IconInfoCircle size={14} aria-hidden />
            </span>
          </Tooltip>
        ) : null}
      </div>
      <div className={`${styles.value} ${voice ? styles[voice] : ""}`}>{value}</div>
      {note ? <div className={styles.note}>{note}</div> : null}
    </div>
  );
}

export function Figures({ children }: { readonly children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
