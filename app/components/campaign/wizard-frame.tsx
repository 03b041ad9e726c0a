import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LinkButton } from "#app/components/ui/button.tsx";
import { IconCircleCheck, IconCircleDashed } from "#app/components/ui/icons.ts";
import { paths } from "#app/lib/paths.ts";
import { wizardSteps, type WizardStep } from "#core/campaign/readiness.ts";
import styles from "./wizard-frame.module.css";

export interface WizardFrameProps {
  readonly campaignId: string;
  readonly step: WizardStep;
  readonly steps: readonly { readonly step: WizardStep; readonly isDone: boolean }[];
  readonly preview: ReactNode;
  readonly children: ReactNode;
}

/** Steps with ticks on the left, the step in the middle, the phone on the right. */
export function WizardFrame({ campaignId, step, steps, preview, children }: WizardFrameProps) {
  const { t } = useTranslation("campaigns");
  const index = wizardSteps.indexOf(step);
  const before = wizardSteps[index - 1];
  const after = wizardSteps[index + 1];
  return (
    <div className={styles.frame}>
      <nav className={styles.steps} aria-label={t("step.label")}>
        {steps.map((one, place) => {
          const Glyph = one.isDone ? IconCircleCheck : IconCircleDashed;
          return (
            <Link
              key={one.step}
              to={paths.campaignEdit(campaignId, one.step)}
              className={styles.step}
              {...(one.step === step ? { "aria-current": "step" as const } : {})}
            >
              <Glyph
                size={18}
                className={one.isDone ? styles.done : styles.open}
                aria-label={t(one.isDone ? "step.done" : "step.open")}
              />
              <span>
                {place + 1}. {t(`step.${one.step}`)}
              </span>
            </Link>
          );
        })}
      </nav>
      <div className={styles.main}>
        {children}
        <div className={styles.move}>
          {before ? (
            <LinkButton to={paths.campaignEdit(campaignId, before)}>{t("edit.back")}</LinkButton>
          ) : (
            <span />
          )}
          {after ? (
            <LinkButton to={paths.campaignEdit(campaignId, after)} kind="primary">
              {t("edit.next")}
            </LinkButton>
          ) : null}
        </div>
      </div>
      <aside className={styles.preview} aria-label={t("preview.label")}>
        {preview}
      </aside>
    </div>
  );
}
