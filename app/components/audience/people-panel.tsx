import { Link } from "@remix-run/react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { SidePanel } from "#app/components/ui/dialog.tsx";
import { PersonMark } from "#app/components/ui/person-mark.tsx";
import type { PersonLine, Who } from "#app/lib/count-request.ts";
import { useFormat } from "#app/lib/format.ts";
import { paths } from "#app/lib/paths.ts";
import { useAsk } from "#app/lib/use-ask.ts";
import type { Stage } from "./live-waterfall.tsx";
import styles from "./people-panel.module.css";

export interface PeoplePanelProps {
  readonly who: Who;
  /** null = closed. */
  readonly stage: Stage | null;
  readonly count: number;
  readonly onClose: () => void;
}

/** The people behind one number of the waterfall. */
export function PeoplePanel({ who, stage, count, onClose }: PeoplePanelProps) {
  const { t } = useTranslation("segments");
  const format = useFormat();
  const name = stage === null ? "" : t(`waterfall.${stage}`);
  return (
    <SidePanel
      isOpen={stage !== null}
      onClose={onClose}
      title={t("people.title", { stage: name, number: format.number(count) })}
    >
      {stage === null ? null : (
        <PeopleOf key={`${stage}:${JSON.stringify(who)}`} who={who} stage={stage} />
      )}
    </SidePanel>
  );
}

function PeopleOf({ who, stage }: { readonly who: Who; readonly stage: Stage }) {
  const { t } = useTranslation("segments");
  const { ask, answer, isAsking } = useAsk("waterfall-people");
  const [shown, setShown] = useState<readonly PersonLine[]>([]);
  const [next, setNext] = useState<number | null>(null);
  const [isLoaded, setIsLoaded] = useState(false);
  useEffect(() => {
    ask({ ask: "people", stage, after: null, ...who });
    // The panel is remounted for another stage or rule.
    // oxlint-disable-next-line exhaustive-deps
  }, []);
  useEffect(() => {
    if (answer?.kind !== "people" || isAsking) return;
    setShown((before) => joined(before, answer.people));
    setNext(answer.next);
    setIsLoaded(true);
  }, [answer, isAsking]);
  if (!isLoaded) return <p role="status">{t("people.loading")}</p>;
  if (shown.length === 0) return <p>{t("people.empty")}</p>;
  return (
    <>
      <ul className={styles.people}>
        {shown.map((person) => (
          <li key={person.id} className={styles.person}>
            <PersonMark name={person.name || "?"} size={28} />
            <Link to={paths.contact(person.id)} className={styles.name}>
              {person.name || t("people.nameless")}
            </Link>
            <span className={styles.detail}>{person.detail}</span>
          </li>
        ))}
      </ul>
      {next === null ? null : (
        <Button
          isBusy={isAsking}
          onClick={() => ask({ ask: "people", stage, after: next, ...who })}
          fullWidth
        >
          {t("people.more")}
        </Button>
      )}
    </>
  );
}

function joined(before: readonly PersonLine[], more: readonly PersonLine[]): readonly PersonLine[] {
  const known = new Set(before.map((person) => person.id));
  return [...before, ...more.filter((person) => !known.has(person.id))];
}
