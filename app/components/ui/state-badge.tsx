import type { ReactNode } from "react";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconInfoCircle,
  IconMessageReply,
  IconSend,
  type Icon,
} from "./icons.ts";
import styles from "./state-badge.module.css";

/** out = what we send, back = what people answer; the others are states. */
export type Tone = "neutral" | "good" | "warn" | "bad" | "info" | "out" | "back";

export const toneIcons: Record<Tone, Icon> = {
  neutral: IconCircleDashed,
  good: IconCircleCheck,
  warn: IconAlertTriangle,
  bad: IconCircleX,
  info: IconInfoCircle,
  out: IconSend,
  back: IconMessageReply,
};

export interface StateBadgeProps {
  readonly tone: Tone;
  readonly icon?: Icon | undefined;
  /** Inside a table row: icon and word without the pill. */
  readonly isBare?: boolean;
  readonly children: ReactNode;
}

/** A state is an icon, a word and a colour, so it never hangs on colour alone. */
export function StateBadge({ tone, icon, isBare = false, children }: StateBadgeProps) {
  const Glyph = icon ?? toneIcons[tone];
  return (
    <span className={`${styles.badge} ${styles[tone]} ${isBare ? styles.bare : ""}`}>
      <Glyph size={14} stroke={2} aria-hidden />
      {children}
    </span>
  );
}
