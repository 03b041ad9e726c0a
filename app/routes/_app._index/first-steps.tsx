import { useTranslation } from "react-i18next";
import { LinkButton } from "#app/components/ui/button.tsx";
import { IconCircleCheck, IconCircleDashed } from "#app/components/ui/icons.ts";
import { Panel } from "#app/components/ui/page.tsx";
import { paths } from "#app/lib/paths.ts";
import styles from "./home.module.css";

export interface FirstStepsProps {
  readonly steps: { readonly hasChannel: boolean; readonly hasPeople: boolean };
}

/** The three steps to the first reply; the first one not done has the button that counts. */
export function FirstSteps({ steps }: FirstStepsProps) {
  const { t } = useTranslation("home");
  const all = [
    { key: "channel", isDone: steps.hasChannel, to: paths.channels },
    { key: "people", isDone: steps.hasPeople, to: paths.contacts },
    { key: "send", isDone: false, to: paths.newCampaign },
  ] as const;
  const next = all.find(({ isDone }) => !isDone);
  return (
    <Panel title={t("steps.title")} lead={t("steps.lead")}>
      <ol className={styles.steps}>
        {all.map((step) => {
          const Glyph = step.isDone ? IconCircleCheck : IconCircleDashed;
          return (
            <li key={step.key} className={step === next ? styles.next : ""}>
              <Glyph
                size={22}
                stroke={1.6}
                className={step.isDone ? styles.done : styles.open}
                aria-label={step.isDone ? t("steps.done") : t("steps.open")}
              />
              <div className={styles.stepWords}>
                <strong>{t(`steps.${step.key}.title`)}</strong>
                <span>{t(`steps.${step.key}.text`)}</span>
              </div>
              {step.isDone ? null : (
                <LinkButton to={step.to}>{t(`steps.${step.key}.do`)}</LinkButton>
              )}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
