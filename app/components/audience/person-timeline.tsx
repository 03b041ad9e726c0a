import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { LinkButton } from "#app/components/ui/button.tsx";
import { IconMessageReply, IconSend, IconShieldCheck } from "#app/components/ui/icons.ts";
import { Panel } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { paths } from "#app/lib/paths.ts";
import type { EvidenceLine } from "./person-consent.tsx";
import styles from "./person.module.css";
import { useAudienceWords } from "./words.ts";

export type TimelineItem =
  | {
      readonly type: "delivery";
      readonly id: string;
      readonly at: Date;
      readonly channel: string;
      readonly campaignId: string | null;
      readonly state: string;
      readonly reason: string | null;
      readonly facts: readonly string[];
      readonly isTest: boolean;
    }
  | {
      readonly type: "message";
      readonly id: string;
      readonly at: Date;
      readonly direction: "in" | "out";
      readonly text: string;
      readonly media: number;
      readonly conversationId: string;
      readonly campaignId: string | null;
    }
  | {
      readonly type: "consent";
      readonly id: string;
      readonly at: Date;
      readonly event: EvidenceLine;
    };

export interface PersonTimelineProps {
  readonly entries: readonly TimelineItem[];
  readonly campaignNames: Readonly<Record<string, string>>;
  readonly next: Date | null;
}

/** Everything sent, received and agreed, the latest first: our voice, their voice, and the ledger. */
export function PersonTimeline({ entries, campaignNames, next }: PersonTimelineProps) {
  const { t } = useTranslation("audience");
  return (
    <Panel title={t("person.timeline")}>
      {entries.length === 0 ? <p className={styles.words}>{t("person.noTimeline")}</p> : null}
      <ol className={styles.list}>
        {entries.map((entry) => (
          <li key={entry.id} className={styles.entry}>
            <Mark entry={entry} />
            <div>
              <Words entry={entry} campaignNames={campaignNames} />
            </div>
            <span className={styles.quiet}>
              <RelativeTime at={entry.at} form="short" />
            </span>
          </li>
        ))}
      </ol>
      {next ? (
        <LinkButton to={`?before=${encodeURIComponent(next.toISOString())}`} size="xs">
          {t("person.older")}
        </LinkButton>
      ) : null}
    </Panel>
  );
}

function Mark({ entry }: { readonly entry: TimelineItem }) {
  if (entry.type === "consent")
    return <IconShieldCheck size={18} className={styles.quiet} aria-hidden />;
  const isTheirs = entry.type === "message" && entry.direction === "in";
  return isTheirs ? (
    <IconMessageReply size={18} className={styles.back} aria-hidden />
  ) : (
    <IconSend size={18} className={styles.out} aria-hidden />
  );
}

interface WordsProps extends Pick<PersonTimelineProps, "campaignNames"> {
  readonly entry: TimelineItem;
}

function Words({ entry, campaignNames }: WordsProps) {
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  switch (entry.type) {
    case "delivery": {
      const channel = words.channel(entry.channel);
      const isSkipped = entry.state === "skipped";
      const key = isSkipped ? "person.skipped" : entry.isTest ? "person.sentTest" : "person.sent";
      const states = [words.delivery(entry.state), ...entry.facts.map(words.delivery)];
      return (
        <>
          <p className={styles.words}>
            {t(key, { channel })}
            {entry.campaignId ? (
              <>
                {" · "}
                <Link to={paths.campaign(entry.campaignId)}>
                  {campaignNames[entry.campaignId] ?? t("person.campaign")}
                </Link>
              </>
            ) : null}
          </p>
          <p className={styles.small}>
            {[...new Set(states), ...(entry.reason ? [entry.reason] : [])].join(" · ")}
          </p>
        </>
      );
    }
    case "message":
      return (
        <>
          <p className={styles.words}>{entry.text || t("person.media", { count: entry.media })}</p>
          <p className={styles.small}>
            <Link to={paths.conversation(entry.conversationId)}>{t("person.conversations")}</Link>
          </p>
        </>
      );
    case "consent": {
      const { channel, purpose, kind, source } = entry.event;
      return (
        <>
          <p className={styles.words}>
            {t("person.consentLine", {
              channel: words.channel(channel),
              purpose: words.purpose(purpose),
              state: words.consentState(kind),
            })}
          </p>
          <p className={styles.small}>{words.source(source)}</p>
        </>
      );
    }
  }
}
