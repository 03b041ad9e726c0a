import { useTranslation } from "react-i18next";
import { countSegments } from "#core/template/segments.ts";
import styles from "./composer.module.css";

export interface LengthLineProps {
  readonly text: string;
  readonly max: number | undefined;
  readonly channel: string;
  readonly isKept: boolean;
}

/** Said when it matters: near the limit, over it, or when a text message becomes two. */
const NEAR = 0.8;

export function LengthLine({ text, max, channel, isKept }: LengthLineProps) {
  const { t } = useTranslation("inbox");
  const words: string[] = [];
  const isOver = max !== undefined && text.length > max;
  if (max !== undefined && isOver) words.push(t("composer.tooLong", { over: text.length - max }));
  else if (max !== undefined && text.length > max * NEAR) {
    words.push(t("composer.left", { left: max - text.length }));
  }
  if (channel === "sms" && text !== "" && max !== undefined) {
    words.push(t("composer.segments", { count: countSegments(text).segments }));
  }
  if (isKept && words.length === 0) words.push(t("composer.draftKept"));
  return (
    <span className={`${styles.length} ${isOver ? styles.problem : ""}`} aria-live="polite">
      {words.join(" · ")}
    </span>
  );
}
