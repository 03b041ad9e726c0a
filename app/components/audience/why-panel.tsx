import { TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { IconCircleCheck, IconCircleX } from "#app/components/ui/icons.ts";
import { Panel } from "#app/components/ui/page.tsx";
import type { Catalogue, Explanation, PersonLine, Who } from "#app/lib/count-request.ts";
import { useAsk } from "#app/lib/use-ask.ts";
import { channelWord, consentWord, isGroup, ruleWords } from "./filter-words.ts";
import styles from "./people-panel.module.css";

/** "Why is this person in or out?": find somebody, see each rule's own answer. */
export function WhyPanel({ who, names }: { readonly who: Who; readonly names: Catalogue }) {
  const { t } = useTranslation(["segments", "templates"]);
  const found = useAsk("why-find");
  const why = useAsk("why");
  const [text, setText] = useState("");
  const [person, setPerson] = useState<PersonLine | null>(null);
  const people = found.answer?.kind === "people" ? found.answer.people : null;
  const verdict = why.answer?.kind === "why" && person ? why.answer : null;
  const search = (event: FormEvent) => {
    event.preventDefault();
    setPerson(null);
    found.ask({ ask: "find", text });
  };
  return (
    <Panel title={t("why.title")}>
      <form className={styles.search} onSubmit={search}>
        <TextInput
          label={t("why.search")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          type="search"
        />
        <Button type="submit" isBusy={found.isAsking}>
          {t("why.find")}
        </Button>
      </form>
      {people && !person ? (
        <ul className={styles.people}>
          {people.length === 0 ? <li>{t("why.none")}</li> : null}
          {people.map((one) => (
            <li key={one.id}>
              <Button
                kind="quiet"
                onClick={() => {
                  setPerson(one);
                  why.ask({ ask: "why", contactId: one.id, ...who });
                }}
              >
                {one.name || t("people.nameless")} {one.detail}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      {verdict && person ? (
        <div role="status">
          <p>
            <strong>
              {t(verdict.explanation.isTrue ? "why.in" : "why.out", {
                name: person.name || person.detail,
              })}
            </strong>
            {verdict.stage && who.senders.length > 0
              ? ` ${t(`why.stage.${verdict.stage}`, { channel: channelWord(verdict.channel ?? "", t) })}`
              : null}
          </p>
          <ul className={`${styles.rules} ${styles.root}`}>
            <Rule explanation={verdict.explanation} names={names} />
          </ul>
        </div>
      ) : null}
    </Panel>
  );
}

/**
 * "All of these" over a single rule says nothing: the rule is shown in its place. Nor does "everyone"
 * among other rules, which stands for a part that was not narrowed.
 */
export function withoutIdleGroups(explanation: Explanation): Explanation {
  const { filter } = explanation;
  if (!isGroup(filter)) return explanation;
  const isEveryone = (one: Explanation) => one.filter.type === "and" && one.rules.length === 0;
  const said = filter.type === "and" ? explanation.rules.filter((one) => !isEveryone(one)) : null;
  const rules = said && said.length > 0 ? said : explanation.rules;
  const [only] = rules;
  return only && rules.length === 1 ? withoutIdleGroups(only) : { ...explanation, rules };
}

function Rule({
  explanation,
  names,
}: {
  readonly explanation: Explanation;
  readonly names: Catalogue;
}) {
  const { t } = useTranslation(["segments", "templates"]);
  const { filter, isTrue, found, rules } = withoutIdleGroups(explanation);
  const Glyph = isTrue ? IconCircleCheck : IconCircleX;
  const value = filter.type === "consent" && found !== null ? consentWord(found, t) : found;
  const looksAtValue =
    filter.type === "field" || filter.type === "tag" || filter.type === "consent";
  return (
    <li className={styles.rule}>
      <div className={styles.line}>
        <Glyph
          size={16}
          className={isTrue ? styles.yes : styles.no}
          aria-label={t(isTrue ? "why.yes" : "why.no")}
        />
        <span>{ruleWords(filter, t, names)}</span>
        {looksAtValue ? (
          <span className={styles.found}>
            {value === null ? t("why.hasNothing") : t("why.has", { value })}
          </span>
        ) : null}
      </div>
      {rules.length > 0 ? (
        <ul className={styles.rules}>
          {rules.map((rule, index) => (
            <Rule key={index} explanation={rule} names={names} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}
