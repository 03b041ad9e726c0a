import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { IconSpeakerphone } from "#app/components/ui/icons.ts";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { paths } from "#app/lib/paths.ts";
import type { CampaignItem } from "#core/conversation/items.ts";
import styles from "./thread.module.css";
import { LinkedWords } from "./linked-words.tsx";
import { MediaParts } from "./media-parts.tsx";
import { TicksLine } from "./ticks-line.tsx";

/** A campaign's message as this person got it, under a slim header. */
export function CampaignBubble({ item }: { readonly item: CampaignItem }) {
  const { t } = useTranslation("inbox");
  const { content } = item;
  return (
    <article className={`${styles.bubbleRow} ${styles.out}`}>
      <div className={`${styles.bubble} ${styles.campaign}`}>
        <p className={styles.campaignHead}>
          <IconSpeakerphone size={14} stroke={1.8} aria-hidden />
          <span className="visually-hidden">{t("thread.campaign")}: </span>
          <Link to={paths.campaign(item.campaignId)}>{item.campaignName}</Link>
          {item.isTest ? <strong>{t("thread.test")}</strong> : null}
        </p>
        {content ? (
          <>
            {content.subject ? <p className={styles.subject}>{content.subject}</p> : null}
            <MediaParts
              media={content.media.map((one) => ({ ...one, state: "stored" as const }))}
            />
            {content.text === "" ? null : <LinkedWords text={content.text} isLinked={false} />}
            {content.buttons.length > 0 ? (
              <ul className={styles.buttons}>
                {content.buttons.map((button) => (
                  <li key={button.title}>{button.title}</li>
                ))}
              </ul>
            ) : null}
          </>
        ) : (
          <p className={styles.gone}>{t("thread.gone")}</p>
        )}
      </div>
      <footer className={styles.bubbleFoot}>
        <RelativeTime at={item.at} form="short" />
        <TicksLine ticks={item.ticks} />
      </footer>
    </article>
  );
}
