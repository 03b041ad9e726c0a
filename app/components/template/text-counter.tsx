import { useTranslation } from "react-i18next";
import { contentText, type MessageContent } from "#core/message/message.ts";
import { countSegments } from "#core/template/segments.ts";
import styles from "./template-editor.module.css";

export interface TextCounterProps {
  readonly channel: string;
  /** The finished message: a merge field counts as what it became. */
  readonly content: MessageContent | null;
  readonly textMax: number | null;
}

export function TextCounter({ channel, content, textMax }: TextCounterProps) {
  const { t } = useTranslation("templates");
  if (!content) return null;
  const text = contentText(content);
  return (
    <p className={styles.counter} aria-live="polite">
      {channel === "sms" ? <SmsParts text={text} /> : null}
      {textMax === null ? null : (
        <span>{t("counter.characters", { count: text.length, max: textMax })}</span>
      )}
      <span>{t("counter.withPerson")}</span>
    </p>
  );
}

function SmsParts({ text }: { readonly text: string }) {
  const { t } = useTranslation("templates");
  const { segments, encoding, switchers } = countSegments(text);
  const characters = [...new Set(switchers.map(({ character }) => character))]
    .slice(0, 8)
    .join(" ");
  return (
    <>
      <strong>{t("counter.segments", { count: segments, encoding })}</strong>
      {switchers.length > 0 ? (
        <span className={styles.switched}>{t("counter.switched", { characters })}</span>
      ) : null}
    </>
  );
}
