import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "#app/components/ui/button.tsx";
import { IconChevronLeft, IconChevronRight } from "#app/components/ui/icons.ts";
import { useProblemWords } from "#app/components/template/problem-words.ts";
import { PhonePreview } from "#app/components/template/phone-preview.tsx";
import type { MessageContent } from "#core/message/message.ts";
import type { PreviewProblem } from "#core/template/preview.ts";
import styles from "./wizard-frame.module.css";

export interface Sample {
  readonly contactId: string;
  readonly name: string;
  readonly channel: string;
  /** What stands at the top of the phone: the account the message goes out from. */
  readonly senderName: string;
  readonly content: MessageContent | null;
  readonly problems: readonly PreviewProblem[];
}

/** The phone beside the wizard: one real person's message, arrows go through the awkward ones. */
export function CampaignPreview({ samples }: { readonly samples: readonly Sample[] }) {
  const { t } = useTranslation("campaigns");
  const problemWords = useProblemWords();
  const [index, setIndex] = useState(0);
  const at = samples.length === 0 ? 0 : index % samples.length;
  const sample = samples[at];
  if (!sample) return <p className={styles.none}>{t("preview.none")}</p>;
  const turn = (by: number) => setIndex((at + by + samples.length) % samples.length);
  return (
    <div>
      <div className={styles.turn}>
        <IconButton label={t("preview.previous")} icon={IconChevronLeft} onClick={() => turn(-1)} />
        <span aria-live="polite">
          {t("preview.person", { name: sample.name, index: at + 1, total: samples.length })}
        </span>
        <IconButton label={t("preview.next")} icon={IconChevronRight} onClick={() => turn(1)} />
      </div>
      <PhonePreview
        channel={sample.channel}
        content={sample.content}
        senderName={sample.senderName}
        time=""
        note={sample.problems.map(problemWords).join(" ") || undefined}
      />
    </div>
  );
}
