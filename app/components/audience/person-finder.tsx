import { TextInput } from "@mantine/core";
import { useFetcher } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { Panel } from "#app/components/ui/page.tsx";
import { showToast } from "#app/components/ui/toast.tsx";
import { useAsk } from "#app/lib/use-ask.ts";
import styles from "./people-panel.module.css";

/** Finds somebody and posts them to this page with intent "add"; Undo posts "take-off". */
export function PersonFinder({ label }: { readonly label: string }) {
  const { t } = useTranslation("segments");
  const { ask, answer, isAsking } = useAsk("list-find");
  const change = useFetcher({ key: "list-change" });
  const [text, setText] = useState("");
  const post = (intent: "add" | "take-off", contactId: string) =>
    change.submit({ intent, contactId }, { method: "post" });
  const people = answer?.kind === "people" ? answer.people : null;
  return (
    <Panel>
      <form
        className={styles.search}
        onSubmit={(event) => {
          event.preventDefault();
          ask({ ask: "find", text });
        }}
      >
        <TextInput
          type="search"
          label={t("why.search")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" isBusy={isAsking}>
          {t("why.find")}
        </Button>
      </form>
      {people ? (
        <ul className={styles.people}>
          {people.length === 0 ? <li>{t("why.none")}</li> : null}
          {people.map(({ id, name, detail }) => (
            <li key={id} className={styles.search}>
              <span>
                {name || t("people.nameless")} <span className={styles.detail}>{detail}</span>
              </span>
              <Button
                size="xs"
                onClick={() => {
                  post("add", id);
                  const message = t("lists.added", { name: name || detail });
                  showToast({ message, undo: () => post("take-off", id) });
                }}
              >
                {label}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </Panel>
  );
}
