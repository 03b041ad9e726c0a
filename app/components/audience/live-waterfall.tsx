import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconInfoCircle } from "#app/components/ui/icons.ts";
import type { CountAnswer, Who } from "#app/lib/count-request.ts";
import { useFormat } from "#app/lib/format.ts";
import { useAsk } from "#app/lib/use-ask.ts";
import { reachStages, type ReachStage } from "#core/audience/reach.ts";
import styles from "./live-waterfall.module.css";
import { PeoplePanel } from "./people-panel.tsx";

export type Stage = ReachStage | "matched";

export interface LiveWaterfallProps {
  readonly who: Who;
  /** Counted by the server when the page was made. */
  readonly initial?: CountAnswer | undefined;
  /** Told of every complete count. */
  readonly onCount?: ((answer: CountAnswer) => void) | undefined;
}

const PAUSE_MS = 250;
const AGAIN_MS = 700;

/** matched → no address → no consent → suppressed → will send, following every edit. */
export function LiveWaterfall({ who, initial, onCount }: LiveWaterfallProps) {
  const { t } = useTranslation("segments");
  const format = useFormat();
  const [open, setOpen] = useState<Stage | null>(null);
  const { answer, hasFailed } = useLiveCount(who, initial);
  useEffect(() => {
    if (answer?.isComplete) onCount?.(answer);
  }, [answer, onCount]);
  const stages: readonly Stage[] =
    who.senders.length === 0 ? ["matched"] : ["matched", ...reachStages];
  return (
    <section className={styles.waterfall} aria-label={t("waterfall.title")}>
      <h2 className={styles.title}>
        {t("waterfall.title")}
        <span title={t("waterfall.explain")} role="img" aria-label={t("waterfall.explain")}>
          <IconInfoCircle size={14} aria-hidden />
        </span>
      </h2>
      <ol className={styles.stages} aria-live="polite" aria-busy={answer?.isComplete !== true}>
        {stages.map((stage) => (
          <StageLine
            key={stage}
            stage={stage}
            count={answer?.counts[stage] ?? null}
            base={answer?.counts.matched ?? 0}
            onOpen={() => setOpen(stage)}
          />
        ))}
      </ol>
      {answer && !answer.isComplete ? (
        <p className={styles.note}>
          {t("waterfall.counting", {
            seen: format.number(answer.seen),
            total: format.number(answer.total),
          })}
        </p>
      ) : null}
      {hasFailed ? <p className={styles.note}>{t("waterfall.failed")}</p> : null}
      <PeoplePanel
        who={who}
        stage={open}
        count={open === null ? 0 : (answer?.counts[open] ?? 0)}
        onClose={() => setOpen(null)}
      />
    </section>
  );
}

interface StageLineProps {
  readonly stage: Stage;
  readonly count: number | null;
  readonly base: number;
  readonly onOpen: () => void;
}

function StageLine({ stage, count, base, onOpen }: StageLineProps) {
  const { t } = useTranslation("segments");
  const format = useFormat();
  const number = count === null ? "…" : format.number(count);
  const share = count === null || base === 0 ? 0 : count / base;
  return (
    <li className={styles.stage} data-stage={stage}>
      <button
        type="button"
        className={styles.button}
        onClick={onOpen}
        disabled={count === null || count === 0}
        aria-label={t("waterfall.open", { stage: t(`waterfall.${stage}`), number })}
      >
        <span className={styles.label}>{t(`waterfall.${stage}`)}</span>
        <span className={styles.count}>{number}</span>
        <span className={styles.track} aria-hidden>
          <span className={styles.fill} style={{ width: `${share * 100}%` }} />
        </span>
      </button>
    </li>
  );
}

function useLiveCount(who: Who, initial: CountAnswer | undefined) {
  const { ask, answer, isAsking } = useAsk("live-count");
  const question = JSON.stringify(who);
  useEffect(() => {
    const timer = setTimeout(
      () => ask({ ask: "count", ...(JSON.parse(question) as Who) }),
      PAUSE_MS,
    );
    return () => clearTimeout(timer);
  }, [ask, question]);
  const counted = answer?.kind === "count" ? answer : undefined;
  // A first reading of a large workspace takes seconds: ask until everybody is counted.
  useEffect(() => {
    if (isAsking || counted?.isComplete !== false) return;
    const timer = setTimeout(
      () => ask({ ask: "count", ...(JSON.parse(question) as Who) }),
      AGAIN_MS,
    );
    return () => clearTimeout(timer);
  }, [ask, question, counted, isAsking]);
  const latest: CountAnswer | undefined = counted ?? initial;
  return { answer: latest, hasFailed: answer?.kind === "refused" };
}
